import { defineError } from './define.ts';

/** Mistakes in what a shell was given: flags, inputs, the record file. Codes WB1xxx. */
export const inputErrors = {
  unknownCommand: defineError<{ name: string; near?: string | undefined; known: string }>(
    'WB1001',
    { name: 'evalute', near: 'evaluate', known: 'evaluate, compare' },
    ({ name, near, known }) => ({
      message: `There is no command "${name}".`,
      cure: `${near ? `Did you mean "${near}"? ` : ''}Commands: ${known}.`,
    }),
  ),
  unknownInput: defineError<{ command: string; name: string; near?: string | undefined; known: string }>(
    'WB1002',
    { command: 'gate', name: 'statuss', near: 'status', known: 'model, status' },
    ({ command, name, near, known }) => ({
      message: `${command} has no input "${name}".`,
      cure: `${near ? `Did you mean "${near}"? ` : ''}Inputs: ${known}.`,
    }),
  ),
  inputType: defineError<{ name: string; value: string; wanted: string }>(
    'WB1003',
    { name: 'threshold', value: 'half', wanted: 'a number' },
    ({ name, value, wanted }) => ({
      message: `The input "${name}" is "${value}".`,
      cure: `Give ${wanted}.`,
    }),
  ),
  missingInput: defineError<{ command: string; name: string }>(
    'WB1004',
    { command: 'evaluate', name: 'target' },
    ({ command, name }) => ({
      message: `${command} needs the input "${name}" when a file is given by hand.`,
      cure: `Add --${name}, or leave the file out and describe the model in weighbridge.yml.`,
    }),
  ),
  inputRange: defineError<{ name: string; value: string; wanted: string }>(
    'WB1017',
    { name: 'alpha', value: '3', wanted: 'a number below 0.5' },
    ({ name, value, wanted }) => ({
      message: `The input "${name}" cannot be ${value}.`,
      cure: `Give ${wanted}.`,
    }),
  ),
  missingValue: defineError<{ name: string }>('WB1005', { name: 'target' }, ({ name }) => ({
    message: `The input "${name}" has no value.`,
    cure: `Write --${name}=VALUE.`,
  })),
  tooManyArguments: defineError<{ command: string; extra: string }>(
    'WB1006',
    { command: 'gate', extra: 'fraud' },
    ({ command, extra }) => ({
      message: `${command} takes one model by position, and then found "${extra}".`,
      cure: 'Run the command once for each model.',
    }),
  ),
  whichModel: defineError<{ models: string }>('WB1007', { models: 'churn, fraud' }, ({ models }) => ({
    message: 'The policy holds more than one model.',
    cure: `Name one of them: ${models}.`,
  })),
  unknownModel: defineError<{ model: string; near?: string | undefined; models: string }>(
    'WB1008',
    { model: 'chrun', near: 'churn', models: 'churn, fraud' },
    ({ model, near, models }) => ({
      message: `The policy has no model "${model}".`,
      cure: `${near ? `Did you mean "${near}"? ` : ''}Models: ${models}.`,
    }),
  ),
  noPolicy: defineError('WB1009', {}, () => ({
    message: 'There is no policy file here.',
    cure: 'Run `weighbridge init` to write one, or name it with --policy.',
  })),
  recordJson: defineError('WB1010', {}, () => ({
    message: 'The run record is not whole JSON.',
    cure: 'Delete the file and run the command again.',
  })),
  recordVersion: defineError<{ found: string; expected: number }>(
    'WB1011',
    { found: '7', expected: 1 },
    ({ found, expected }) => ({
      message: `The run record has version ${found}; this program reads version ${expected}.`,
      cure: 'Use one version of weighbridge in all jobs of a run.',
    }),
  ),
  recordShape: defineError<{ where: string; what: string }>(
    'WB1012',
    { where: 'evaluation.rows', what: 'expected number' },
    ({ where, what }) => ({
      message: `The run record is damaged at ${where}: ${what}.`,
      cure: 'Delete the file and run the command again.',
    }),
  ),
  sectionsDiffer: defineError<{ section: string; first: string; second: string }>(
    'WB1013',
    { section: 'evaluation', first: 'wb-churn-evaluate-a-1', second: 'wb-churn-evaluate-b-1' },
    ({ section, first, second }) => ({
      message: `Two jobs wrote different values of "${section}": ${first} and ${second}.`,
      cure: 'Let one job weigh a model, or give the jobs different models.',
    }),
  ),
  nothingToReport: defineError<{ model: string }>('WB1014', { model: 'churn' }, ({ model }) => ({
    message: `No record of "${model}" reached this job, and there is nothing here to evaluate.`,
    cure: 'Let this job run after the job that weighs the model, and give it `actions: read`.',
  })),
  fileExists: defineError<{ file: string }>('WB1015', { file: '.github/workflows/weighbridge.yml' }, ({ file }) => ({
    message: `${file} is already there.`,
    cure: 'Give --force to overwrite it.',
  })),
  notARepository: defineError('WB1016', {}, () => ({
    message: 'This folder is not inside a git repository, so there is nothing to compare with.',
    cure: 'Run it in a clone, or give --baseline FILE.',
  })),
  noParams: defineError('WB1018', {}, () => ({
    message: 'The policy names this file as the parameters of training, and it is not there.',
    cure: 'Write the file, or take `train.params` out of the policy.',
  })),
  badParams: defineError('WB1019', {}, () => ({
    message: 'The parameters are neither YAML nor JSON from this place on.',
    cure: 'Correct the file, or take `train.params` out of the policy.',
  })),
  rowsDiffer: defineError<{ what: string }>(
    'WB1020',
    { what: '3 ids of the candidate are not in the reference' },
    ({ what }) => ({
      message: `The two files do not speak of the same rows: ${what}.`,
      cure: 'Score the same evaluation rows with both models, or leave --id out to compare them unpaired.',
    }),
  ),
  ownRecord: defineError<{ model: string }>('WB1021', { model: 'churn' }, ({ model }) => ({
    message: `This record is where the run itself writes, so "${model}" would be compared with itself.`,
    cure: 'Copy the record of the baseline to another place and name that, or leave --baseline out.',
  })),
  cannotWrite: defineError<{ what: string }>('WB1022', { what: 'ENOSPC' }, ({ what }) => ({
    message: `The file cannot be written (${what}).`,
    cure: 'Check that the folder is one, that this user may write there, and that the disk is not full.',
  })),
  noTraining: defineError<{ model: string }>('WB1023', { model: 'churn' }, ({ model }) => ({
    message: `The policy names no command that trains "${model}".`,
    cure: 'Add `run:` to its section `train`, or leave `train` out and bring the predictions by a step of your own.',
  })),
  folderInUse: defineError<{ model: string; pid: number; command: string }>(
    'WB1025',
    { model: 'churn', pid: 4711, command: 'train' },
    ({ model, pid, command }) => ({
      message: `Another process is at work on "${model}" in this folder: ${command}, process ${pid}.`,
      cure: 'Wait until it has ended, or work in another checkout. If it is no weighbridge, delete the file.',
    }),
  ),
  inputNeeds: defineError<{ name: string; needed: string; cure: string }>(
    'WB1026',
    { name: 'schema', needed: 'data', cure: 'or name the schema in the policy' },
    ({ name, needed, cure }) => ({
      message: `The input "${name}" has no effect without "${needed}".`,
      cure: `Add --${needed}, ${cure}.`,
    }),
  ),
  inputsTogether: defineError<{ name: string; other: string }>(
    'WB1027',
    { name: 'schema', other: 'infer' },
    ({ name, other }) => ({
      message: `The input "${name}" has no effect beside "${other}".`,
      cure: 'Take one of them out: two calls do both.',
    }),
  ),
  unfinished: defineError('WB1024', {}, () => ({
    message: 'One leg of the training is over, and there is nothing to judge yet.',
    cure: 'Run it again: it goes on from its checkpoint. A longer `train.resume.leg` makes fewer of them.',
  })),
};
