import { CommanderError } from 'commander'
import type { Context, Services } from './context.ts'
import { describeFailure, exitCodeForFailure, wantsDebug } from './process/failure.ts'
import { type SignalSource, watchInterrupts } from './process/interrupts.ts'
import { absolutePlaces } from './places.ts'
import { buildProgram } from './program.ts'
import type { Screen } from './view/live.ts'

/** The process, as far as the CLI is concerned; a test brings its own. */
export interface Ambient {
	/** Without node and the script. */
	readonly argv: readonly string[]
	readonly env: NodeJS.ProcessEnv
	readonly stdout: Screen
	readonly stderr: Screen
	readonly signals: SignalSource
	/** Aborts when something broke that nobody caught: the verb is stopped, and its exit code is 3. */
	readonly crashed?: AbortSignal | undefined
	/** Only for when cleaning up after an interrupt hangs. */
	readonly exit: (code: number) => void
	readonly now: () => number
	readonly services: Services
	readonly version: string
	/** The script that Node was given, absolute; missing: the program's name stands for it. */
	readonly script?: string | undefined
	/** Whether the configuration's file was found upward, and nobody named it. */
	readonly foundConfig?: boolean | undefined
}

/** Runs one command line to its end, clean-up included. @returns the exit code. */
export async function runCli(ambient: Ambient): Promise<number> {
	const { argv, env, stdout, stderr, signals, crashed, exit, now, services, version, foundConfig, script } =
		ambient
	using interrupts = watchInterrupts({ source: signals, crashed, exit })
	interrupts.tell((message) => void stderr.write(`${message}\n`))
	const context: Context = { env, stdout, stderr, now, interrupts, services, version, foundConfig, script }
	let code = 0
	const program = buildProgram(context, (exitCode) => void (code = exitCode))
	if (argv.length === 0) {
		program.outputHelp({ error: true })
		return 2
	}
	try {
		Object.assign(env, absolutePlaces(env, process.cwd()))
		await program.parseAsync([...argv], { from: 'user' })
	} catch (error) {
		code = failed(error, ambient, interrupts.exitCode() !== undefined)
	}
	return interrupts.exitCode() ?? code
}

function failed(error: unknown, { argv, env, stderr }: Ambient, interrupted: boolean): number {
	// commander has already printed what it has to say; `--help` and `--version` end there as well.
	if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
	const debug = wantsDebug(argv, env)
	// What breaks because of an interrupt is nothing new to whoever interrupted.
	if (!interrupted || debug) stderr.write(describeFailure(error, debug))
	return exitCodeForFailure(error)
}
