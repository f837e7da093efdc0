import { $ } from 'zx'
import { HostError, InterruptedError, TimeoutError } from '#results'
import { withoutCredentials } from '#results/errors'

export interface ToolOptions {
	readonly signal?: AbortSignal | undefined
	/** Seconds; default 120. */
	readonly deadline?: number
	readonly cwd?: string
	readonly env?: NodeJS.ProcessEnv
	/** What the tool is run for, for the error's message: "build the base image". */
	readonly to: string
	readonly hint?: string
}

/** Characters; enough for what apt says of some ten packages. */
const TAIL = 8000

/**
 * Runs a host tool without a shell's interpretation of its arguments and returns its standard output.
 * @throws HostError with the end of its output when it fails, TimeoutError, InterruptedError.
 */
export async function runTool(argv: readonly string[], options: ToolOptions): Promise<string> {
	options.signal?.throwIfAborted()
	const deadline = options.deadline ?? 120
	const started = Date.now()
	const result = await $({
		quiet: true,
		nothrow: true,
		timeout: `${deadline}s`,
		...(options.signal ? { signal: options.signal } : {}),
		...(options.cwd ? { cwd: options.cwd } : {}),
		env: { ...process.env, LC_ALL: 'C.UTF-8', ...options.env },
	})`${argv}`
	if (options.signal?.aborted) throw new InterruptedError(`Stopped while trying to ${options.to}.`)
	if (result.exitCode === 0) return result.stdout
	// A tool may name its mirror with the password that it was given.
	const output = withoutCredentials(result.stderr.trim() || result.stdout.trim()).slice(-TAIL)
	const details = { output, ...(options.hint ? { hint: options.hint } : {}) }
	if (Date.now() - started >= deadline * 1000)
		throw new TimeoutError(`Could not ${options.to}: ${argv[0]} did not end within ${deadline} s.`, details)
	const how = result.exitCode === null ? `was ended by ${result.signal}` : `ended with ${result.exitCode}`
	const last = output.split('\n').at(-1) ?? ''
	throw new HostError(`Could not ${options.to}: ${argv[0]} ${how}: ${last}`, details)
}
