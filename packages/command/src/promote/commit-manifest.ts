import type { GitOpsPolicy, VersionSection } from '@weighbridge/core';
import type { Weighing } from '../step/weighing.ts';
import { setKustomizeImage, setYamlKey } from './gitops-edit.ts';

/**
 * The commit that tells a controller which version to run, where the policy names a manifest. A manifest that says so
 * already is left as it is. The controller follows in its own time.
 */
export async function commitManifest(
  { context, model }: Weighing,
  version: VersionSection,
): Promise<VersionSection['gitops']> {
  const gitops = model.promote?.gitops;
  if (!gitops || !context.commitFile) return undefined;
  const value = valueFor(gitops, version);
  const commit = await context.commitFile({
    repository: gitops.repository,
    branch: gitops.branch,
    path: gitops.file,
    change: (text) => edited(gitops, text, value),
    message: `${model.name} ${version.name}\n\nModel ${version.model}`,
    at: context.now(),
  });
  context.log.info(
    commit
      ? `promote: ${gitops.file} says ${value} (${commit.slice(0, 7)})`
      : `promote: ${gitops.file} says ${value} already`,
  );
  const { repository = context.forge.repository, branch, file } = gitops;
  return { repository: withoutCredentials(repository), branch, file, ...(commit === undefined ? {} : { commit }) };
}

function edited(gitops: GitOpsPolicy, text: string, value: string): string | undefined {
  const { file, image, key } = gitops;
  const next =
    image === undefined
      ? setYamlKey(text, key ?? '', value, file)
      : setKustomizeImage(text, image, { tag: value }, file);
  return next === text ? undefined : next;
}

function valueFor({ value }: GitOpsPolicy, { name, model, commit }: VersionSection): string {
  const known: Readonly<Record<string, string>> = { version: name, digest: model, commit };
  return value.replaceAll(/\{(version|digest|commit)\}/gu, (_, word: string) => known[word] ?? '');
}

/** An address may hold a name and a password, which no record may. */
function withoutCredentials(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/iu, '$1');
}
