/** The file of a workflow as the API names it: without the folder that a policy may write before it. */
export function workflowFile(workflow: string): string {
  return workflow.slice(workflow.lastIndexOf('/') + 1);
}
