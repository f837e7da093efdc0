import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Results } from '../schema/index.ts'
import { cellRun, checked, exampleCell, exampleResults } from '../testing/index.ts'
import { dropsIn } from './drops.ts'
import { readTraces } from './traces.ts'

const minute = 60_000
const startedAt = new Date('2026-11-28T10:22:30.000Z')
const at = (seconds: number) => (startedAt.getTime() / 1000 + seconds).toFixed(1)
const journal = 'Nov 28 10:23:19.667679 guest dockerd-rootless.sh[717]: [rootlesskit:child ] error: exited\n'
const drops = `${at(-5)} NO_SOCKET tcp_v4_rcv 1
${at(3.4)} NETFILTER_DROP nf_hook_slow 12
${at(4)} NO_SOCKET - 1
${at(5)} <b>evil</b> x 1
not a line
${at(90)} NO_SOCKET tcp_v4_rcv 1
`

it('dropped packets are those of the attempt, at their times; a line that is none is passed over', () => {
	expect(dropsIn(drops, startedAt, minute)).toEqual([
		{ after: 3_400, reason: 'NETFILTER_DROP', where: 'nf_hook_slow', count: 12 },
		{ after: 4_000, reason: 'NO_SOCKET', where: undefined, count: 1 },
	])
	expect(dropsIn(drops.repeat(1000), startedAt, minute).length).toBeLessThanOrEqual(200)
})

const cell = exampleCell('a'.repeat(12), 'cell-a')
const paths = ['cells/cell-a/dockerd.journal', 'cells/cell-a/drops.txt'] as const
const results: Results = exampleResults(
	[cell],
	cellRun(cell.id, checked(cell.id, 'dns.udp', { outcome: 'fail' })),
)
const withTimes = {
	...results,
	cells: results.cells.map((one) => ({
		...one,
		evidence: [...paths],
		startedAt: startedAt.toISOString(),
		ms: minute,
	})),
}
let root: string
let dir: string
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'traces-'))
	dir = join(root, 'run')
	await mkdir(dirname(join(dir, paths[0])), { recursive: true })
})
afterEach(() => rm(root, { recursive: true }))

it('a trace has the log and the drops of its cell', async () => {
	await writeFile(join(dir, paths[0]), journal)
	await writeFile(join(dir, paths[1]), drops)
	const traces = await readTraces(dir, withTimes)
	expect([...traces].map(([id, { log, drops: dropped }]) => [id, log.length, dropped.length])).toEqual([
		[cell.id, 1, 2],
	])
})

it('there is none of a record that has no time, of evidence that is gone, or of a file outside of the run', async () => {
	await writeFile(join(root, 'outside'), journal)
	await symlink(join(root, 'outside'), join(dir, paths[0]))
	expect(await readTraces(dir, withTimes)).toEqual(new Map())
	await rm(join(dir, paths[0]))
	expect(await readTraces(dir, withTimes)).toEqual(new Map())
	await writeFile(join(dir, paths[0]), journal)
	const older = { ...withTimes, cells: withTimes.cells.map(({ startedAt: _, ...one }) => one) }
	expect(await readTraces(dir, older)).toEqual(new Map())
})
