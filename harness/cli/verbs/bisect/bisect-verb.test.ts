import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ownSources } from '#harness/sources'
import { foldEvents, type RunEvent } from '#results'
import type { RunRequest } from '../../context.ts'
import { cliInMemory as cli, startedFor } from '../../testing/fake-ambient.ts'

const check = 'publish.loopback-only-v4'
const at = '2026-11-23T01:15:10.000Z'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'rm-bisect-'))))
afterEach(() => rm(dir, { recursive: true }))

/** Runs whose check fails from a passt on; what is not available is in `gone`. */
function runsFailingFrom(day: string, gone: readonly string[] = []) {
	const asked: string[] = []
	const requests: RunRequest[] = []
	const runPlan = async (request: RunRequest) => {
		const [{ id, axes }] = request.plan.cells as [RunRequest['plan']['cells'][number]]
		const passt = axes.network.raw.replace('pasta@', '')
		asked.push(passt)
		requests.push(request)
		const tool = { version: '1.2.3', sources: await ownSources() }
		const started = { ...startedFor(request), tool } as RunEvent
		const events: RunEvent[] = [started, { at, type: 'cell.started', cell: id, attempt: 1 }]
		if (gone.includes(passt))
			events.push({
				at,
				type: 'cell.ended',
				cell: id,
				outcome: 'unavailable',
				reason: 'No Debian suite has it.',
			})
		else {
			const outcome = passt >= day ? 'fail' : 'pass'
			events.push({ at, type: 'check.ended', cell: id, check, outcome, ms: 5 })
			events.push({ at, type: 'cell.ended', cell: id, outcome: 'completed' })
		}
		events.push({ at, type: 'run.ended', state: 'completed' })
		return { dir: `runs/${asked.length}`, results: foldEvents(events) }
	}
	const days = ['2024_06_07', '2024_09_06', '2024_12_11', '2025_02_17', '2026_01_20']
	return { asked, requests, services: { runPlan, listValues: async () => days.map((one) => `pasta@${one}`) } }
}

const argv = (...more: string[]) => [
	...['bisect', '--axis', 'passt', '--good', '2024_05_10', '--bad', '2025_05_03', '--check', check],
	...['--rootlesskit', 'debian:2.0.2', '--out', join(dir, 'out'), '--runs-dir', dir, ...more],
]

it('asks nothing where its report could not be written', async () => {
	await mkdir(join(dir, 'out/bisect.md'), { recursive: true })
	const run = runsFailingFrom('2024_12_11')
	const { code, stderr } = await cli(argv('--no-snapshots'), run.services)
	expect([code, run.asked]).toEqual([2, []])
	expect(stderr).toContain('bisect.md cannot be written')
})

it('ends in one sentence and a report, with what is not available skipped', async () => {
	const run = runsFailingFrom('2024_12_11', ['2024_09_06'])
	const { code, stdout } = await cli(argv('--no-snapshots'), run.services)
	expect(code).toBe(0)
	expect(stdout).toContain(
		`${check} passes with pasta@2024_06_07 and fails with pasta@2024_12_11; pasta@2024_09_06 between them could not be judged`,
	)
	expect(run.asked.slice(0, 2)).toEqual(['2025_05_03', '2024_05_10'])
	expect(run.asked).not.toContain('2026_01_20')
	expect(run.requests[0]).toMatchObject({ checks: [check], snapshots: false, jobs: 1 })
	const report = await readFile(join(dir, 'out/bisect.md'), 'utf8')
	expect(report).toContain('rootlesskit debian:2.0.2')
	expect(report).toContain('| pasta@2024_09_06 | skipped: No Debian suite has it.')
	const record = JSON.parse(await readFile(join(dir, 'out/bisect.json'), 'utf8')) as { asked: object[] }
	expect(record.asked).toHaveLength(run.asked.length)
	const again = runsFailingFrom('2024_12_11')
	expect((await cli(argv(), again.services)).stdout).toContain('Goes on with')
	expect(again.asked).toEqual([])
	expect((await cli(argv('--restart', '--versions', '2024_06_07'), again.services)).code).toBe(0)
	expect(again.asked).toEqual(['2025_05_03', '2024_05_10', '2024_06_07'])
})

it('asks the versions that are named, also where a record exists, and keeps its answers', async () => {
	const run = runsFailingFrom('2024_12_11')
	const asking = (...versions: string[]) => cli(argv('--versions', ...versions), run.services)
	const first = await asking('2024_06_07')
	expect(first.stdout).toContain('passes with pasta@2024_06_07 and fails with pasta@2025_05_03.')
	const before = run.asked.splice(0)
	const more = await asking('2024_09_06', '2024_12_11')
	expect(more.stdout).toContain('passes with pasta@2024_09_06 and fails with pasta@2024_12_11.')
	expect([before, run.asked.toSorted()]).toEqual([
		['2025_05_03', '2024_05_10', '2024_06_07'],
		['2024_09_06', '2024_12_11'],
	])
})

it('refuses by name what is named and would not be asked', async () => {
	const run = runsFailingFrom('2024_12_11')
	await cli(argv('--versions', '2024_06_07'), run.services)
	const before = run.asked.splice(0).length
	const { code, stderr } = await cli(argv('--versions', '2026_01_20', '2024_06_07.8a83b53'), run.services)
	expect([before, code, run.asked]).toEqual([3, 2, []])
	expect(stderr).toContain(
		'pasta@2026_01_20 does not lie between pasta@2024_05_10 and pasta@2025_05_03; pasta@2024_06_07.8a83b53 is the version that pasta@2024_06_07 is',
	)
})

it('asks nothing more where an end is not as it was said to be', async () => {
	const run = runsFailingFrom('2030_01_01')
	const { code, stderr } = await cli(argv(), run.services)
	// It might fail only sometimes.
	expect([code, run.asked]).toEqual([2, Array(3).fill('2025_05_03')])
	expect(stderr).toContain('--bad pasta@2025_05_03 is not bad: the check passes')
})

it('does not go on with what another harness found, and says how it differs', async () => {
	await cli(argv(), runsFailingFrom('2024_12_11').services)
	const path = join(dir, 'out/bisect.json')
	const text = await readFile(path, 'utf8')
	await writeFile(path, text.replaceAll(await ownSources(), 'decaf'))
	const again = runsFailingFrom('2024_12_11')
	const { code, stderr } = await cli(argv(), again.services)
	expect(code).toBe(2)
	expect(stderr).toContain("rootless-matrix's own files: was decaf, is")
	expect(stderr).toContain('--restart')
	expect((await cli(argv('--restart'), again.services)).code).toBe(0)
})

it('says all mistakes at once', async () => {
	const { code, stderr } = await cli([
		...['bisect', '--axis', 'passt', '--good', 'old', '--bad', '2025_05_03', '--check', 'publish.*'],
		...['--network', 'slirp4netns'],
	])
	expect(code).toBe(2)
	expect(stderr).toMatch(/passt "pasta@old": expected.*--network is what varies.*--check takes one id/s)
	expect((await cli(['bisect', '--axis', 'moon', '--good', '1', '--bad', '2', '--check', 'x'])).code).toBe(2)
})
