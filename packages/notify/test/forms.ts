import * as z from 'zod';

/** Excerpts of what each service publishes of its requests, in our own words; strict, so that nothing unknown is sent. */

const line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Bidi_Control}]*$/u);

const plainText = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: line(max), emoji: z.boolean().optional() });
const markup = (max: number) =>
  z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(max),
    verbatim: z.boolean().optional(),
  });

/** Slack: lengths and counts of the Block Kit reference; the shapes are those of `@slack/types`, checked by the compiler. */
export const slackForm = z.strictObject({
  text: line(40_000),
  blocks: z
    .array(
      z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('header'), text: plainText(150) }),
        z
          .strictObject({
            type: z.literal('section'),
            text: z.union([plainText(3000), markup(3000)]).optional(),
            fields: z.array(markup(2000)).min(1).max(10).optional(),
          })
          .refine(({ text, fields }) => text !== undefined || fields !== undefined),
        z.strictObject({ type: z.literal('context'), elements: z.array(plainText(2000)).max(10) }),
      ]),
    )
    .max(50),
});

/** Teams: the message that the trigger of a workflow takes. The card in it is read by Microsoft's own parser. */
export const teamsForm = z.strictObject({
  type: z.literal('message'),
  attachments: z.tuple([
    z.strictObject({
      contentType: z.literal('application/vnd.microsoft.card.adaptive'),
      contentUrl: z.null(),
      content: z.looseObject({ type: z.literal('AdaptiveCard'), version: z.literal('1.5') }),
    }),
  ]),
});

/** Jira: `IssueUpdateDetails` of the OpenAPI description, with the fields that a project always has. */
export const jiraIssueForm = z.strictObject({
  fields: z.strictObject({
    project: z.strictObject({ key: z.string() }),
    issuetype: z.strictObject({ name: z.string() }),
    summary: line(255),
    description: z.string().max(32_767),
  }),
});
export const jiraCommentForm = z.strictObject({ body: z.string().min(1).max(32_767) });
export const jiraTransitionForm = z.strictObject({ transition: z.strictObject({ id: z.string() }) });

/** Grafana: `PostAnnotationsCmd` of its OpenAPI description (public/api-merged.json); tags as wide as their column. */
export const grafanaForm = z.strictObject({
  text: z.string().min(1),
  time: z.number().int().optional(),
  timeEnd: z.number().int().optional(),
  tags: z.array(line(100)).optional(),
  dashboardUID: z.string().optional(),
  panelId: z.number().int().optional(),
  data: z.object().optional(),
});

/** Datadog: `EventCreateRequest` of API v1, as in its OpenAPI description. */
export const datadogForm = z.strictObject({
  title: line(100),
  text: z.string().min(1).max(4000),
  date_happened: z.number().int().optional(),
  alert_type: z.enum(['error', 'warning', 'info', 'success', 'user_update', 'recommendation', 'snapshot']).optional(),
  aggregation_key: z.string().max(100).optional(),
  tags: z.array(line(200)).optional(),
  priority: z.enum(['normal', 'low']).optional(),
  host: z.string().optional(),
  device_name: z.string().optional(),
  related_event_id: z.number().int().optional(),
  source_type_name: z.string().optional(),
});

/** Our own, as docs/notifications.md has it. */
export const webhookForm = z.strictObject({
  version: z.literal(1),
  kind: z.enum(['opened', 'changed', 'recovered']),
  model: z.string(),
  key: z.string(),
  title: z.string(),
  text: z.string(),
  facts: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  links: z.array(z.strictObject({ name: z.string(), url: z.string() })),
  at: z.iso.datetime(),
  source: z.strictObject({ repository: z.string(), version: z.string() }),
});

/** Splunk: keys of an event as its manual lists them; there is no published schema. */
export const splunkForm = z.strictObject({
  time: z.number(),
  source: z.string(),
  sourcetype: z.string(),
  index: z.string().optional(),
  host: z.string().optional(),
  fields: z.record(z.string(), z.string()).optional(),
  event: webhookForm,
});
