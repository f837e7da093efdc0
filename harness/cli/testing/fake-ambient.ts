import { recorded } from '#harness/matrix'
import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import type { RunEvent } from '#results'
import { fakeVmDriver } from '#vm/fake'
import { type Ambient, runCli } from '../cli.ts'
import type { RunRequest, Services } from '../context.ts'
import type { Screen } from '../view/live.ts'

/** For tests: a stream that remembers. */
export class MemoryScreen implements Screen {
	text = ''
	readonly isTTY: boolean
	readonly columns: number
	readonly rows = 24

	constructor({ isTTY = false, columns = 90 }: { isTTY?: boolean; columns?: number } = {}) {
		this.isTTY = isTTY
		this.columns = columns
	}

	write(text: string): boolean {
		this.text += text
		return true
	}
}

/** For tests: services that refuse to do anything they were not told to. */
export const idleServices: Services = {
	runPlan: () => Promise.reject(new Error('no VM may be started here')),
	bench: () => Promise.reject(new Error('no VM may be started here')),
	fetchPlan: () => Promise.reject(new Error('nothing may be fetched here')),
	diskReader: () => () => Promise.reject(new Error('no VM may be started here')),
	runProgram: async () => ({ state: 'absent' }),
	probeAccelerator: () => () => Promise.reject(new Error('no VM may be started here')),
	chooseDriver: async () => fakeVmDriver(),
	sweepVms: async () => [],
	cacheDirectory: async () => '/',
	hasPackageLists: async () => true,
	listValues: async () => [],
	shell: {
		openOne: () => Promise.reject(new Error('no VM may be started here')),
		startKeeper: () => Promise.reject(new Error('no VM may be started here')),
		seat: () => ({ stdin: new PassThrough().end(), stdout: new PassThrough(), stderr: new PassThrough() }),
	},
	watchCell: () => Promise.reject(new Error('no VM may be started here')),
	isRoot: true,
	confirm: undefined,
	ask: undefined,
}

/** For tests: the CLI's whole surroundings, in memory. */
export function fakeAmbient(
	argv: readonly string[],
	services: Partial<Services> = {},
	env: NodeJS.ProcessEnv = {},
) {
	const signals = new EventEmitter()
	const stdout = new MemoryScreen()
	const stderr = new MemoryScreen()
	const exits: number[] = []
	const ambient: Ambient = {
		argv,
		env,
		stdout,
		stderr,
		signals,
		exit: (code) => void exits.push(code),
		now: () => Date.parse('2026-11-23T01:15:30.000Z'),
		services: { ...idleServices, ...services },
		version: '1.2.3',
	}
	return { ambient, signals, stdout, stderr, exits }
}

/** For tests: runs a command line and gives its exit code and all it printed. */
export async function cliInMemory(...args: Parameters<typeof fakeAmbient>) {
	const { ambient, stdout, stderr } = fakeAmbient(...args)
	return { code: await runCli(ambient), stdout: stdout.text, stderr: stderr.text }
}

/** A run's first event as {@link RunRequest} asks for it. */
export const startedFor = ({ plan }: RunRequest): RunEvent => ({
	at: '2026-11-23T01:15:00.000Z',
	type: 'run.started',
	runId: '20261123T011500Z-quick',
	matrix: plan.name,
	matrixHash: plan.matrixHash,
	tool: { version: '1.2.3' },
	host: { driver: 'QEMU', driverVersion: '7.2.22', accelerator: 'tcg', cpus: 2 },
	cells: plan.cells.map(recorded),
})
