import { Command } from 'commander'
import type { Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import { type ArchFlag, type DriverFlag, withArchFlag, withDriverFlag } from '../../flags/shared-flags.ts'
import { type MatrixFlags, withMatrixFlags } from '../../flags/matrix-flags.ts'
import { type PlaceFlags, withPlaceFlags, withStoreFlags } from './place-flags.ts'

export interface SubmitFlags extends MatrixFlags, PlaceFlags, ArchFlag {
	readonly checks?: readonly string[]
	readonly class?: string
	readonly priority?: string
	readonly wait?: true
	readonly yes?: true
}

export interface WorkerFlags extends PlaceFlags, DriverFlag {
	readonly classes?: string
	readonly jobs?: string
	readonly maxIdle?: string
	readonly name?: string
	readonly mirror?: readonly string[]
	readonly offline?: true
	readonly pullCache: boolean
	readonly snapshots: boolean
	readonly workDir?: string
}

export interface CollectFlags extends Omit<PlaceFlags, 'queue'> {
	readonly out: string
	readonly allowMixed?: true
}

/** A matrix on many machines. What each verb needs is loaded when it is asked for: none but these needs a queue. */
export function farmVerb(context: Context, finish: Finish): Command {
	return new Command('farm')
		.summary('run a matrix on many machines: submit, worker, status, watch, cancel, collect')
		.description(
			'Spreads the cells of a matrix over workers by way of a queue (Redis, Valkey or PostgreSQL), and keeps plans and ' +
				'results in a store (an OCI registry or a shared directory). The store is the truth: a queue that is lost repeats cells and loses none.',
		)
		.helpCommand(false)
		.addCommand(submitVerb(context, finish))
		.addCommand(workerVerb(context, finish))
		.addCommand(runVerb('status', context, finish))
		.addCommand(runVerb('watch', context, finish))
		.addCommand(runVerb('cancel', context, finish))
		.addCommand(collectVerb(context, finish))
		.addHelpText(
			'after',
			[
				'\nExamples:',
				'  $ export ROOTLESS_MATRIX_QUEUE=redis://queue.example.org',
				'  $ export ROOTLESS_MATRIX_STORE=oci://registry.example.org/nightly',
				'  $ rootless-matrix farm worker --jobs 2',
				'  $ rootless-matrix farm submit --preset nightly --wait',
				'  $ rootless-matrix farm collect 20261126T221500Z-nightly-3fa94c',
			].join('\n'),
		)
}

const submitVerb = (context: Context, finish: Finish): Command =>
	withPlaceFlags(withArchFlag(withMatrixFlags(new Command('submit'))))
		.summary('plan a matrix, store the plan, and queue its cells; prints the id of the run')
		.description(
			'Stores the plan of a matrix and queues groups of up to eight cells that boot the same kernel. Prints the id of ' +
				'the run, by which the other verbs know it. Later changes of the matrix file change nothing of it.',
		)
		.option(
			'--checks <glob...>',
			'only the checks whose id matches (default: what the matrix says, else all)',
		)
		.option(
			'--class <class>',
			'the machines to run it: x86_64, x86_64-kvm, aarch64, … (default: of the guests’ architecture)',
		)
		.option('--priority <n>', 'from 0 to 100; what is higher goes first (default: 10)')
		.option('--wait', 'see to the run until it has ended, as `farm watch` does')
		.option('-y, --yes', 'do not ask before a run of more than 1000 cells')
		.addHelpText('after', '\nExample:\n  $ rootless-matrix farm submit --preset quick --store dir:/srv/farm')
		.action(async (flags: SubmitFlags, command: Command) => {
			const { submitAction } = await import('./submit.ts')
			await submitAction(flags, command, context, finish)
		})

const workerVerb = (context: Context, finish: Finish): Command =>
	withPlaceFlags(withDriverFlag(new Command('worker')))
		.summary('run cells of submitted runs on this machine until it is stopped')
		.description(
			'Asks the doctor whether this machine can run cells, then takes groups of them from the queue, each cell as a ' +
				'`run` of its own, and stores what came of it. Withdraws when three cells in a row end as error, or when a run ' +
				'was submitted by another version of the harness.',
		)
		.option(
			'--classes <list>',
			'whose cells to take, such as x86_64,x86_64-kvm (default: what the doctor finds)',
		)
		.option('-j, --jobs <n>', 'cells at the same time (default: 1)')
		.option('--max-idle <minutes>', 'end when there was nothing to do for so long')
		.option('--name <name>', 'what others see it as (default: the host and the process)')
		.option('--mirror <place...>', "as of `run`: where things are fetched is each worker's own to say")
		.option('--offline', 'open no connection but to the queue and the store')
		.option('--no-pull-cache', 'take nothing for the cache from the store, but fetch and build all of it')
		.option('--no-snapshots', 'boot every cell')
		.option(
			'--work-dir <dir>',
			'where cells run, and wait for a store that is away (default: a temporary one)',
		)
		.addHelpText('after', '\nExample:\n  $ rootless-matrix farm worker --jobs 2 --max-idle 10')
		.action(async (flags: WorkerFlags, command: Command) => {
			const { workerAction } = await import('./worker.ts')
			await workerAction(flags, command, context, finish)
		})

const runVerbs = {
	status: [
		'how a run stands, and who works on it',
		'Prints how many cells of a run have which verdict, and which worker runs which.',
	],
	watch: [
		'see to a run until every cell has a result',
		'Shows how a run goes on, queues again what a queue has lost, splits groups whose workers died, and gives up cells ' +
			'that kill theirs. Several may watch one run.',
	],
	cancel: [
		'stop a run; what has ended stays',
		'Takes the cells of a run out of the queue; workers stop those that they run.',
	],
} as const

const runVerb = (verb: keyof typeof runVerbs, context: Context, finish: Finish): Command =>
	withPlaceFlags(new Command(verb))
		.summary(runVerbs[verb][0])
		.description(runVerbs[verb][1])
		.argument('<run>', 'the id that `farm submit` printed')
		.addHelpText('after', `\nExample:\n  $ rootless-matrix farm ${verb} 20261126T221500Z-nightly-3fa94c`)
		.action(async (run: string, flags: PlaceFlags, command: Command) => {
			const { runActions } = await import('./run-actions.ts')
			await runActions[verb](run, flags, command, context, finish)
		})

const collectVerb = (context: Context, finish: Finish): Command =>
	withStoreFlags(new Command('collect'))
		.summary('make the directory of a run of what its workers stored')
		.description(
			'Makes an ordinary directory of a run, for `report`, `diff` and `merge`, of what is in the store: also while the ' +
				'run goes on. Says how many cells have no result, and exits as `run` does.',
		)
		.argument('<run>', 'the id that `farm submit` printed')
		.option('-o, --out <dir>', 'where the directory is made', 'runs')
		.option('--allow-mixed', 'also where workers had different files of one version; the report says so')
		.addHelpText('after', '\nExample:\n  $ rootless-matrix farm collect 20261126T221500Z-nightly-3fa94c')
		.action(async (run: string, flags: CollectFlags, command: Command) => {
			const { collectAction } = await import('./collect.ts')
			await collectAction(run, flags, command, context, finish)
		})
