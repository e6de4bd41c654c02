import { giteaForge } from '@weighbridge/forge/gitea';

/** Run by a job: what its own token may do after a merge, a JSON line for each. */
const { GITHUB_TOKEN: token = '', GITHUB_SERVER_URL: serverUrl = '', WEIGHED_COMMIT: commit = '' } = process.env;
const { GITHUB_REPOSITORY: repository = '' } = process.env;
const forge = giteaForge({ token, apiUrl: `${serverUrl}/api/v1`, serverUrl, repository });
const tag = 'churn@v1.0.0';

await tell('merged', async () => (await forge.changes?.merged(commit))?.number);
await tell('find', async () => (await forge.releases?.find(tag))?.tag);
await tell('release', async () => {
  const release = await forge.releases?.create({ tag, name: tag, body: 'Passed.' });
  if (release) await forge.releases?.addFile(release, 'manifest.json', new TextEncoder().encode('{}'));
  return (await forge.releases?.find(tag))?.files;
});

async function tell(what: string, work: () => Promise<unknown>): Promise<void> {
  const answer = await work().then(
    (value) => ({ value }),
    (error: unknown) => ({ name: Object(error).name, needed: Object(error).needed, code: Object(error).code }),
  );
  console.log(`told ${JSON.stringify({ what, ...answer })}`);
}
