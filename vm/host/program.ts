import { type FileHandle, open } from 'node:fs/promises'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { HostError, TimeoutError, withoutCredentials } from '#results/errors'
import { shellQuote } from './quote.ts'
import { type Bounded, abortError } from './waiting/wait.ts'

const script = fileURLToPath(new URL('run.sh', import.meta.url))

/** How a program of the host came out. */
export type ProgramEnd =
	| {
			readonly state: 'ended'
			/** The exit code; 128 + the number when a signal ended it. */
			readonly code: number
			/** Both streams, as they came. */
			readonly output: string
	  }
	/** There is no such program. */
	| { readonly state: 'absent' }
	| { readonly state: 'timeout'; readonly ms: number; readonly output: string }
	| { readonly state: 'too-much-output'; readonly bytes: number; readonly output: string }

export interface ProgramOptions extends Bounded {
	readonly cwd?: string | undefined
	/** Added to the harness's own environment; default of LC_ALL: `C.UTF-8`. */
	readonly env?: NodeJS.ProcessEnv | undefined
	readonly stdin?: string | undefined
	/** Where standard output goes instead of the result. */
	readonly stdoutFile?: string | undefined
	/** Gets what the program prints, as it comes. */
	readonly onOutput?: ((chunk: string) => void) | undefined
	/** Bytes that it may print before it is ended; default: 64 MiB. */
	readonly maxOutput?: number | undefined
	/** Milliseconds that it has to clean up when it is not wanted any more; default: 3 s. */
	readonly grace?: number | undefined
	/** Hands the terminal on to a program that asks (sudo's password). It may outlive a harness that is killed. */
	readonly terminal?: boolean | undefined
}

/** Runs host programs; a parameter where tests give another. */
export type RunProgram = (argv: readonly string[], options?: ProgramOptions) => Promise<ProgramEnd>

const MAX_OUTPUT = 64 * 1024 ** 2
const DEADLINE = 120_000
const GRACE = 3_000

/**
 * Runs a program of the host, without a shell's interpretation of its arguments. It dies with this process, and with it
 * everything it started: also when this process is killed with SIGKILL. Default deadline: 2 minutes.
 * @throws InterruptedError, or the signal's reason when that is a HarnessError; HostError when the machine is out of
 * processes or file descriptors.
 */
export const runProgram: RunProgram = async (argv, options) => (await execute(argv, options)).end

async function execute(
	argv: readonly string[],
	options: ProgramOptions = {},
): Promise<{ readonly end: ProgramEnd; readonly stdout: string; readonly stderr: string }> {
	const { signal, deadline = DEADLINE, maxOutput = MAX_OUTPUT, grace = GRACE } = options
	const { terminal = false, stdoutFile } = options
	const title = argv.join(' ')
	// It takes a while to load, which is not to be waited for by what runs no program.
	const { $ } = await import('zx')
	if (signal?.aborted) throw abortError(title, signal)
	await using file = stdoutFile === undefined ? undefined : await open(stdoutFile, 'w')
	const running = $({
		quiet: true,
		nothrow: true,
		detached: !terminal,
		stdio: streams(options, file),
		shell: '/bin/sh',
		prefix: 'exec ',
		postfix: '',
		quote: shellQuote,
		env: { ...process.env, LC_ALL: 'C.UTF-8', ...options.env },
		...(options.cwd === undefined ? {} : { cwd: options.cwd }),
		...(options.stdin === undefined ? {} : { input: options.stdin }),
	})`${terminal ? [...argv] : ['sh', script, ...argv]}`
	const { child } = running
	let bytes = 0
	let patience: NodeJS.Timeout | undefined
	let end: 'timeout' | 'too-much-output' | 'aborted' | undefined
	const stop = (why: NonNullable<typeof end>) => {
		if (end) return
		end = why
		signalGroup(child?.pid, terminal, 'SIGTERM')
		patience = setTimeout(() => {
			signalGroup(child?.pid, terminal, 'SIGKILL')
			// What has left the group may hold on to them.
			child?.stdout?.destroy()
			child?.stderr?.destroy()
		}, grace)
	}
	const onChunk = (chunk: Buffer) => {
		bytes += chunk.length
		if (bytes > maxOutput) stop('too-much-output')
		else options.onOutput?.(chunk.toString())
	}
	child?.stdout?.on('data', onChunk)
	child?.stderr?.on('data', onChunk)
	// A program that ends without reading its input makes EPIPE: its exit code says more.
	for (const stream of child?.stdio ?? []) stream?.on('error', () => undefined)
	const onAbort = () => stop('aborted')
	signal?.addEventListener('abort', onAbort, { once: true })
	const timer = deadline === Infinity ? undefined : setTimeout(() => stop('timeout'), deadline)
	const failed = new Promise<never>((_resolve, reject) => void child?.once('error', reject))
	try {
		const result = await Promise.race([running, failed]).catch((cause: unknown) => {
			throw new HostError(`${argv[0]} could not be started`, {
				cause,
				hint: 'Is the machine out of processes, memory or file descriptors?',
			})
		})
		if (end === 'aborted') throw abortError(title, signal!)
		const output = result.stdall.trimEnd()
		const { stdout, stderr } = result
		const how = (): ProgramEnd => {
			if (end === 'timeout') return { state: 'timeout', ms: deadline, output }
			if (end === 'too-much-output') return { state: 'too-much-output', bytes: maxOutput, output }
			const code = codeOf(result)
			if (code === 127 && bytes === 0) return { state: 'absent' }
			return { state: 'ended', code, output: result.stdall }
		}
		return { end: how(), stdout, stderr }
	} finally {
		clearTimeout(timer)
		clearTimeout(patience)
		signal?.removeEventListener('abort', onAbort)
	}
}

type Stdio = 'pipe' | 'inherit' | 'ignore' | number

/** The fourth is what {@link script} waits at for the harness's end. */
function streams(options: ProgramOptions, file: FileHandle | undefined): Stdio[] {
	const stdout = file?.fd ?? 'pipe'
	if (options.terminal) return ['inherit', stdout, 'pipe']
	return [options.stdin === undefined ? 'ignore' : 'pipe', stdout, 'pipe', 'pipe']
}

function signalGroup(pid: number | undefined, terminal: boolean, signal: 'SIGTERM' | 'SIGKILL'): void {
	if (pid === undefined) return
	try {
		process.kill(terminal ? pid : -pid, signal)
	} catch {
		// It has just ended.
	}
}

function codeOf({ exitCode, signal }: { exitCode: number | null; signal: NodeJS.Signals | null }): number {
	return exitCode ?? 128 + (signal === null ? 0 : constants.signals[signal])
}

export interface ToolOptions extends ProgramOptions {
	/** What the tool is run for, for the error's message: `build the base image`. */
	readonly to?: string | undefined
	readonly hint?: string | undefined
}

/** Characters of a tool's last words that an error keeps. */
const TAIL = 16_384

/**
 * {@link runProgram} for a program that must succeed: returns its standard output.
 * @throws HostError with the end of its output when it is missing or fails; TimeoutError, InterruptedError.
 */
export async function runTool(argv: readonly string[], options: ToolOptions = {}): Promise<string> {
	const { to = `run ${argv.map(shellQuote).join(' ')}`, hint } = options
	const { end, stdout, stderr } = await execute(argv, options)
	const what = `Could not ${to}: ${argv[0]}`
	switch (end.state) {
		case 'absent':
			throw new HostError(`${what} is not there`, {
				hint: hint ?? 'Run `rootless-matrix doctor --fix`: it installs what is missing.',
			})
		case 'timeout':
			throw new TimeoutError(`${what} did not end within ${end.ms / 1000} s.`, details(end.output, hint))
		case 'too-much-output':
			throw new HostError(`${what} printed more than ${end.bytes} bytes`, details(end.output, hint))
		case 'ended': {
			if (end.code === 0) return stdout
			// A tool may name its mirror with the password that it was given.
			const output = withoutCredentials(stderr.trim() || stdout.trim())
			const last = output.split('\n').at(-1) ?? ''
			throw new HostError(`${what} ${howEnded(end.code)}: ${last}`, details(output, hint))
		}
	}
}

const details = (output: string, hint: string | undefined) => ({
	output: withoutCredentials(output).slice(-TAIL),
	...(hint === undefined ? {} : { hint }),
})

/** An exit code in words: `ended with 2`, `was ended by SIGKILL`. */
export function howEnded(code: number): string {
	const name = Object.entries(constants.signals).find(([, number]) => code === 128 + number)?.[0]
	return name === undefined ? `ended with ${code}` : `was ended by ${name}`
}
