import { createHash } from 'node:crypto';
import { addPackageFile, packageFile } from '../forge/ship-state.ts';
import type { ForgeState } from '../forge/state.ts';
import type { Routes } from '../http/server.ts';
import { allowed, everyone, missing, writers } from './access.ts';
import { page } from './paging.ts';

const packages = '/projects/{id}/packages';

/** What GitLab takes as names and versions of generic packages, and as names of their files. */
const nameLike = /^[A-Za-z0-9._+-]+$/;
const versionLike = /^(?!.*\.\.)[\w+.-]+$/;
const fileLike = /^(?!~)[A-Za-z0-9._+~-]+(?<!~)$/;

/** Generic packages. Jobs may write them with their own token; an upload of a name that is there is kept beside it. */
export function packageRoutes(state: ForgeState): Routes {
  const file = `${packages}/generic/{name}/{version}/{file}`;
  return {
    [`PUT ${file}`]: allowed(state, [...writers, 'job'], ({ params, bytes }) => {
      const { name = '', version = '', file: own = '' } = params;
      if (!(nameLike.test(name) && versionLike.test(version) && fileLike.test(own))) {
        return { status: 400, body: { error: 'package_name, package_version or file_name is invalid' } };
      }
      addPackageFile(state, name, version, own, new Uint8Array(bytes));
      const sha = createHash('sha256').update(bytes).digest('hex');
      return { status: 201, body: { message: '201 Created', file_sha256: sha } };
    }),
    [`GET ${file}`]: allowed(state, everyone, ({ params: { name = '', version = '', file: own = '' } }) => {
      const bytes = packageFile(state, name, version, own);
      return bytes ? { status: 200, body: bytes } : missing('Package');
    }),
    [`GET ${packages}`]: allowed(state, everyone, (request) => {
      const wanted = request.query.get('package_name') ?? '';
      // The filter finds every name with this text in it.
      const found = state.packages.filter(({ name }) => name.includes(wanted));
      return page(request, found, ({ id, name, version }) => ({ id, name, version, package_type: 'generic' }));
    }),
    [`GET ${packages}/{package_id}/package_files`]: allowed(state, everyone, (request) => {
      const home = state.packages.find(({ id }) => String(id) === request.params['package_id']);
      if (home === undefined) return missing('Package');
      return page(request, home.files, ({ id, name, bytes }) => ({ id, file_name: name, size: bytes.byteLength }));
    }),
  };
}
