import type { Injection } from './injection/injection.ts'
import type { CommandEnd } from './process/serve.ts'
import type { Harness, Workspace } from './workspace.ts'

/** What is struck: the harness over fake VMs, or over real ones. */
export interface Subject {
	/** The run that is struck, as a command line. */
	argv(workspace: Workspace, injection: Injection): readonly string[]
	/** Makes ready what the run begins with. */
	prepare(workspace: Workspace, injection: Injection): Promise<void>
	/** Starts a command line as a process of its own; with an injection, one whose fakes are as bad as that says. */
	start(workspace: Workspace, argv: readonly string[], injection?: Injection): Promise<Harness>
	/** Puts right what is wrong outside the harness. */
	heal(injection: Injection): void
	/** Runs a command line to its end without faults. */
	run(workspace: Workspace, argv: readonly string[]): Promise<CommandEnd>
	/** Whether nobody else uses the cache. */
	readonly ownCache: boolean
	/** Where the cache is, when it is not the injection's own. */
	readonly cache?: string | undefined
	/** Milliseconds that a run may take in any case. */
	readonly hangsAfterMs: number
	/** Ends a VM, or stops its clock: for VMs that are processes. */
	readonly strikeVm?: ((harness: Harness, signal: 'SIGKILL' | 'SIGSTOP') => Promise<void>) | undefined
}
