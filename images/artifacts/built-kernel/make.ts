import { availableParallelism } from 'node:os'
import { $ } from 'zx'
import { HostError, InterruptedError, TimeoutError } from '#results'

export interface MakeOptions {
	/** The source tree. */
	readonly cwd: string
	/** Seconds. */
	readonly deadline: number
	readonly signal?: AbortSignal | undefined
	/** Told every minute how many steps are done, for builds that take many. */
	readonly onProgress?: (progress: MakeProgress) => void
}

export interface MakeProgress {
	/** Files compiled, linked or written so far. */
	readonly steps: number
	readonly seconds: number
}

const TAIL = 4000
const SAY_EVERY_MS = 60_000

/** Kbuild prints a line such as `  CC      net/core/sock.o` for each thing it makes. */
export const stepsIn = (printed: string): number => printed.match(/^ {2}[A-Z][A-Z0-9_]* /gm)?.length ?? 0

/**
 * Runs the kernel's own make, with as many jobs as there are processors, behind everything else that runs here.
 * @throws HostError with the end of what the compiler said, TimeoutError, InterruptedError.
 */
export async function make(args: readonly string[], options: MakeOptions): Promise<void> {
	const { cwd, deadline, signal, onProgress } = options
	const what = args.at(-1) ?? ''
	signal?.throwIfAborted()
	const started = Date.now()
	const argv = ['nice', '-n', '19', 'make', `-j${availableParallelism()}`, 'ARCH=x86_64', ...args]
	const running = $({
		...{ quiet: true, nothrow: true, cwd, timeout: `${deadline}s` },
		...(signal ? { signal } : {}),
		env: { ...process.env, LC_ALL: 'C.UTF-8', MAKEFLAGS: '', ...namelessBuild },
	})`${argv}`
	let steps = 0
	running.stdout.on('data', (chunk: Buffer) => void (steps += stepsIn(chunk.toString())))
	const report = () => onProgress?.({ steps, seconds: Math.round((Date.now() - started) / 1000) })
	const timer = setInterval(report, SAY_EVERY_MS)
	const result = await running.finally(() => clearInterval(timer))
	if (signal?.aborted) throw new InterruptedError(`Stopped while making the kernel’s ${what}.`)
	if (result.exitCode === 0) return
	const details = { output: (result.stderr.trim() || result.stdout.trim()).slice(-TAIL) }
	if (Date.now() - started >= deadline * 1000)
		throw new TimeoutError(`make ${what} of the kernel did not end within ${deadline} s.`, details)
	const how = result.exitCode === null ? `was ended by ${result.signal}` : `ended with ${result.exitCode}`
	throw new HostError(`make ${what} of the kernel ${how}.`, details)
}

/** Equal sources make equal kernels, whoever builds them and when; the banner shows these. */
const namelessBuild = {
	KBUILD_BUILD_USER: 'rootless-matrix',
	KBUILD_BUILD_HOST: 'localhost',
	KBUILD_BUILD_TIMESTAMP: '2025-01-01 00:00:00 UTC',
}
