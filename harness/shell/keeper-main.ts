import { readCell } from '#harness/matrix'
import { openOne } from '#harness/run'
import { chooseDriver } from '#vm'
import { runKeeper } from './keeper.ts'

const ended = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => ended.abort())
// The terminal that it was started from may close: that is what it is for.
process.on('SIGHUP', () => undefined)

const { stdin, stdout } = process
await runKeeper({
	stdin,
	stdout,
	signal: ended.signal,
	open: ({ cell, ...options }) => openOne({ ...options, cell: readCell(cell) }),
	choose: chooseDriver,
})
process.exit()
