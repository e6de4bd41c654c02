import { createHmac } from 'node:crypto';
import type { Predictions } from '@weighbridge/core';

/**
 * Ids and groups as HMAC-SHA256 under `idKey` (first 16 bytes, hex): they may name people, and predictions are kept.
 * Equal names stay equal, which is all that pairing needs. Without a secret key whoever guesses an id can confirm it.
 */
export function hideIds(predictions: Predictions, idKey: string): Predictions {
  const { id, group } = predictions;
  const hide = (name: string): string => createHmac('sha256', idKey).update(name).digest('hex').slice(0, 32);
  const values = group?.values.map((value) => (value === null ? null : hide(value)));
  return {
    ...predictions,
    ...(id ? { id: id.map(hide) } : {}),
    ...(group && values ? { group: { ...group, values } } : {}),
  };
}
