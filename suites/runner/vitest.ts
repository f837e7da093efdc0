import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { BroadcastChannel } from 'node:worker_threads'
import { startVitest } from 'vitest/node'
import type { CellFacts } from '../check/cell-facts.ts'
import { cellChannel } from './the-cell.ts'
import { EventReporter } from './reporter.ts'
import type { ChildMessage, LateReading } from './protocol.ts'

export interface VitestOptions {
	readonly facts: Promise<CellFacts>
	readonly checks?: readonly string[] | undefined
	/** How many checks run side by side, but for those that may not. */
	readonly concurrency: number
	readonly late?: LateReading | undefined
}

/**
 * Runs the suite files in one thread of this process, and reports as they go. The thread starts at once, and waits for
 * the cell before its first check, or, where they are read late, before it reads any.
 * The suites are those of this package: no configuration file is looked for.
 */
export async function runVitest(
	{ facts, checks, concurrency, late }: VitestOptions,
	send: (message: ChildMessage) => void,
): Promise<void> {
	const channel = new BroadcastChannel(cellChannel)
	channel.onmessage = () => void facts.then((cell) => channel.postMessage(cell))
	const root = join(import.meta.dirname, '..')
	const vitest = await startVitest(
		'test',
		[],
		{
			root,
			config: false,
			watch: false,
			include: [`runner/${late ? 'late-checks' : 'every-check'}${extname(import.meta.filename)}`],
			// A thread dies with this process, where a forked worker would have to notice.
			pool: 'threads',
			maxWorkers: 1,
			fileParallelism: false,
			maxConcurrency: concurrency,
			retry: 0,
			...(checks ? { testNamePattern: exactly(checks) } : {}),
			reporters: [new EventReporter(checks ? selectedOnly(checks, send) : send)],
			teardownTimeout: 5_000,
			...(late ? { experimental: { fsModuleCache: true, fsModuleCachePath: late.cacheDir } } : {}),
		},
		{ cacheDir: join(tmpdir(), 'vite'), logLevel: 'error' },
	)
	channel.close()
	await vitest.close()
}

/** vitest knows patterns only, and matches them anywhere in a name. */
const exactly = (ids: readonly string[]): RegExp =>
	new RegExp(`^(?:${ids.map((id) => id.replaceAll('.', '\\.')).join('|')})$`)

/** vitest reports the others as skipped, and they were not: nobody asked. */
const selectedOnly =
	(ids: readonly string[], send: (message: ChildMessage) => void) =>
	(message: ChildMessage): void => {
		if (message.type !== 'event' || ids.includes(message.event.check)) send(message)
	}
