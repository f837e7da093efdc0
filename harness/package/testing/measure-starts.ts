import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const ROUNDS = 9

const reportCpu = join(import.meta.dirname, '../../cli/testing/report-cpu.js')

/** Of the rounds of one command line. */
export interface Start {
	readonly argv: readonly string[]
	/** How long it takes, measured in the time of `node -e 0`. */
	readonly ratio: number
	/** Milliseconds of processor time. */
	readonly cpu: number
}

/**
 * How long command lines of Node take: each by turns with `node -e 0`, and of each the fastest. What else the machine does only
 * adds to it.
 */
export async function measureStarts(lines: readonly (readonly string[])[]): Promise<Start[]> {
	const idle: number[] = []
	const rounds = lines.map((argv) => ({ argv, ms: [] as number[], cpu: [] as number[] }))
	for (let round = 0; round < ROUNDS; round++) {
		idle.push((await timed(['-e', '0'])).ms)
		for (const { argv, ms } of rounds) ms.push((await timed(argv)).ms)
	}
	// What reports processor time takes some itself.
	for (const { argv, cpu } of rounds)
		for (let round = 0; round < 3; round++) cpu.push((await timed(['--import', reportCpu, ...argv])).cpu)
	return rounds.map(({ argv, ms, cpu }) => ({
		argv,
		ratio: Math.min(...ms) / Math.min(...idle),
		cpu: Math.min(...cpu),
	}))
}

async function timed(argv: readonly string[]): Promise<{ readonly ms: number; readonly cpu: number }> {
	const began = performance.now()
	const child = spawn(process.execPath, argv, { stdio: ['ignore', 'ignore', 'pipe'] })
	let stderr = ''
	child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
	await once(child, 'close')
	return { ms: performance.now() - began, cpu: Number(/cpu (\d+) ms/.exec(stderr)?.[1]) }
}
