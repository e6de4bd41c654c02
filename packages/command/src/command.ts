import type {
  Annotation,
  AttestPolicy,
  Branches,
  CommitFile,
  Digest,
  Documents,
  Forge,
  Ledger,
  LiveMetrics,
  LivePolicy,
  Manifest,
  Notify,
  Packing,
  Repository,
  Runner,
  RunRecord,
  ServedCheck,
  ServiceHistory,
  Serving,
  Signer,
  SmokePolicy,
  Store,
  StorePolicy,
  TableLocation,
  Tags,
  TargetPolicy,
  Tracker,
  TrainingMachine,
  Transport,
  Unpack,
  Verify,
  VersionSection,
  WatchEngine,
} from '@weighbridge/core';
import type * as z from 'zod';
import type { DataFiles } from './data-files.ts';

/** What one command needs of a forge, and what happens without it. Rows of `docs/permissions.md`. */
export interface Permission {
  readonly github: string;
  readonly gitlab: string;
  readonly why: string;
  readonly without: string;
}

/** Lines for people. Results never go here: they are what a command returns. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
}

/** The processes of this machine, for files that one at a time may write. */
export interface Processes {
  /** The id of this one. */
  readonly own: number;
  readonly host: string;
  readonly isAlive: (pid: number) => boolean;
}

/** What a serving system is opened with. */
export interface ServingPlace {
  readonly model: string;
  /** Absolute folder for state of this machine. */
  readonly folder: string;
  /** A small text that outlives this machine. */
  readonly memory: { read(): Promise<string | undefined>; write(text: string): Promise<void> };
}

/** Proof that a model was weighed: making it, and checking it. */
export interface EvidencePort {
  /**
   * What this job can sign with, by the policy; undefined where the policy asks for no signature. Throws UserError for
   * what the job lacks: the key, or the permission for an identity token.
   */
  readonly signer: (policy: AttestPolicy) => Promise<Signer | undefined>;
  readonly verify: Verify;
  /** OpenSSF's signature over a model's files; undefined where this job has no key that the format knows. */
  readonly signModel: (model: ModelFiles) => Promise<string | undefined>;
  /** The bill of materials (CycloneDX, JSON) of a version. */
  readonly bom: (version: VersionFacts) => Promise<string>;
}

/** Files of a model below its own folder; of a model that is one file its path is `.`. */
export interface ModelFiles {
  readonly name: string;
  readonly files: readonly { readonly path: string; readonly digest: Digest }[];
}

/** A version with all that is known of it. */
export interface VersionFacts {
  readonly record: RunRecord;
  readonly version: VersionSection;
  readonly manifest: Manifest;
  /** Of the record, in canonical form. */
  readonly digest: Digest;
  /** Text of the lockfile that the record names, where it is here. */
  readonly lockfile?: { readonly path: string; readonly text: string };
}

/** Objects of a bucket. */
export type ObjectsLocation = Pick<Extract<TableLocation, { kind: 's3' }>, 'bucket' | 'prefix'>;

/** Everything outside the command: ports and facts, made by the shell. */
export interface Context {
  /** The folder that paths in the policy are relative to. */
  readonly root: string;
  readonly runner: Runner;
  readonly forge: Forge;
  /** Undefined outside a git repository. */
  readonly repository: Repository | undefined;
  readonly ledger: Ledger | undefined;
  /** Versions and aliases in git. Undefined outside a git repository, as the next three are. */
  readonly tags: Tags | undefined;
  readonly branches: Branches | undefined;
  /** State that changes, on the ledger's branch. */
  readonly documents: Documents | undefined;
  /** Manifests of deployments, in this repository or another. */
  readonly commitFile: CommitFile | undefined;
  /** The registry outside git, by the name of the registered model there. Throws UserError when its address is not set. */
  readonly tracker: (registeredModel: string) => Promise<Tracker>;
  /** What serves the model, by the policy's `deploy`. `memory` keeps what a system cannot remember by itself. */
  readonly serving: (target: TargetPolicy, where: ServingPlace) => Promise<Serving>;
  readonly live: (policy: LivePolicy) => Promise<LiveMetrics>;
  /** Asks a served model, at its own address, whether it answers as it should. */
  readonly checkServed: (address: string, smoke: SmokePolicy) => Promise<ServedCheck>;
  /** Undefined where nothing can keep bytes between runs. */
  readonly store: Store | undefined;
  /** Where outputs are kept, by the policy's `store`. Throws UserError for what the job lacks (credentials). */
  readonly openStore: (policy: StorePolicy) => Promise<Store>;
  readonly transport: Transport;
  readonly evidence: EvidencePort;
  readonly unpack: Unpack;
  /** Folders as one file, for stores and artifacts. */
  readonly packing: Packing;
  readonly data: DataFiles;
  /** Starts the engine that judges and compares tables; its library is fetched on first use. The caller closes it. */
  readonly tables: () => Promise<WatchEngine>;
  /** Counters of what is served, as a Prometheus server remembers them. */
  readonly history: (prometheus: string) => Promise<ServiceHistory>;
  /**
   * Fetches the objects below a prefix of a bucket into an absolute folder, and says how many there are. Region and address
   * are those of the policy's store where that is a bucket. Throws UserError for what the job lacks, and for too many.
   */
  readonly objects: (from: ObjectsLocation, store: StorePolicy, folder: string) => Promise<number>;
  /** Where the user's training command runs. */
  readonly compute: () => Promise<TrainingMachine>;
  /** Tells people and systems of a change of state. */
  readonly notify: Notify;
  readonly log: Log;
  readonly now: () => Date;
  readonly processes: Processes;
  /** Version of this program. */
  readonly version: string;
  /** Secret for the HMAC of row ids in kept predictions; without one the model's name is used. */
  readonly idKey: string | undefined;
}

/** What a command leaves behind, in the form that every shell can show. */
export interface Result<O> {
  /** 1 is a verdict, not an error. */
  readonly exit: 0 | 1;
  readonly outputs: O;
  /** For people: the terminal's text. */
  readonly text: string;
  /** For programs: what `--json` prints. */
  readonly json: unknown;
  /** What is wrong beside the lines of files, for runners that show it there. */
  readonly annotations?: readonly Annotation[];
}

/** One capability: the only place where its inputs are named, typed, described and defaulted. */
export interface Command<I extends z.ZodObject = z.ZodObject, O extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly summary: string;
  /** `step` commands become an action and a component as well; `local` ones exist on the command line only. */
  readonly kind: 'step' | 'local';
  /** When a forge runs it, where that is neither a change nor a push like any other: after a merge, on a schedule, or when a person asks. */
  readonly occasion?: 'merged' | 'by hand' | 'scheduled';
  readonly inputs: I;
  readonly outputs: O;
  readonly permissions: readonly Permission[];
  readonly run: (inputs: z.output<I>, context: Context) => Promise<Result<z.output<O>>>;
}

/** Keeps a command's own types while it is declared. */
export function defineCommand<I extends z.ZodObject, O extends z.ZodObject>(command: Command<I, O>): Command<I, O> {
  return command;
}
