import { dataErrors } from './data-errors.ts';
import { evidenceErrors } from './evidence-errors.ts';
import { forgeErrors } from './forge-errors.ts';
import { gitErrors } from './git-errors.ts';
import { haproxyErrors } from './haproxy-errors.ts';
import { inputErrors } from './input-errors.ts';
import { libraryErrors } from './library-errors.ts';
import { liveErrors } from './live-errors.ts';
import { policyErrors } from './policy-errors.ts';
import { registryErrors } from './registry-errors.ts';
import { schemaErrors } from './schema-errors.ts';
import { servingErrors } from './serving-errors.ts';
import { shipErrors } from './ship-errors.ts';
import { storeErrors } from './store-errors.ts';
import { tableErrors } from './table-errors.ts';
import { trainingErrors } from './training-errors.ts';
import { versionErrors } from './version-errors.ts';
import { watchErrors } from './watch-errors.ts';

/** The files of the catalogue; each holds one thousand of the codes. */
export const errorAreas = {
  input: inputErrors,
  policy: policyErrors,
  data: dataErrors,
  schema: schemaErrors,
  library: libraryErrors,
  git: gitErrors,
  forge: forgeErrors,
  serving: servingErrors,
  haproxy: haproxyErrors,
  live: liveErrors,
  store: storeErrors,
  table: tableErrors,
  training: trainingErrors,
  version: versionErrors,
  evidence: evidenceErrors,
  registry: registryErrors,
  ship: shipErrors,
  watch: watchErrors,
};

/** Every user error: what the documentation lists, and one test renders. */
export const errorCatalogue = {
  ...inputErrors,
  ...policyErrors,
  ...dataErrors,
  ...schemaErrors,
  ...libraryErrors,
  ...gitErrors,
  ...forgeErrors,
  ...servingErrors,
  ...haproxyErrors,
  ...liveErrors,
  ...storeErrors,
  ...tableErrors,
  ...trainingErrors,
  ...versionErrors,
  ...evidenceErrors,
  ...registryErrors,
  ...shipErrors,
  ...watchErrors,
};
