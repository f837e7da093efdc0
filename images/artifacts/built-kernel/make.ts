import { availableParallelism } from 'node:os'
import { runTool } from '#vm/host'

export interface MakeOptions {
	/** The source tree. */
	readonly cwd: string
	/** Milliseconds. */
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

const SAY_EVERY_MS = 60_000

/** Kbuild prints a line such as `  CC      net/core/sock.o` for each thing it makes. */
export const stepsIn = (printed: string): number => printed.match(/^ {2}[A-Z][A-Z0-9_]* /gm)?.length ?? 0

/**
 * Runs the kernel's own make, with as many jobs as there are processors, behind everything else that runs here.
 * @throws HostError with the end of what the compiler said, TimeoutError, InterruptedError.
 */
export async function make(args: readonly string[], options: MakeOptions): Promise<void> {
	const { cwd, deadline, signal, onProgress } = options
	const started = Date.now()
	let steps = 0
	const report = () => onProgress?.({ steps, seconds: Math.round((Date.now() - started) / 1000) })
	const timer = setInterval(report, SAY_EVERY_MS)
	try {
		await runTool(['nice', '-n', '19', 'make', `-j${availableParallelism()}`, 'ARCH=x86_64', ...args], {
			to: `make the kernel’s ${args.at(-1) ?? ''}`,
			cwd,
			signal,
			deadline,
			env: { MAKEFLAGS: '', ...namelessBuild },
			onOutput: (chunk) => void (steps += stepsIn(chunk)),
		})
	} finally {
		clearInterval(timer)
	}
}

/** Equal sources make equal kernels, whoever builds them and when; the banner shows these. */
const namelessBuild = {
	KBUILD_BUILD_USER: 'rootless-matrix',
	KBUILD_BUILD_HOST: 'localhost',
	KBUILD_BUILD_TIMESTAMP: '2025-01-01 00:00:00 UTC',
}
