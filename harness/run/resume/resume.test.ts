import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRun, type NewEvent } from '#results'
import { cellRun, checked, exampleCell, runStarted } from '#results/testing'
import { askedByDefault } from '#suites'
import type { Plan } from '#harness/matrix'
import { newRun, resumeRun } from './resume.ts'

const [one, two] = [exampleCell('111111111111', 'k6.12-one'), exampleCell('222222222222', 'k6.12-two')]
const { signal } = new AbortController()
const all = askedByDefault

let runsDir: string
beforeEach(async () => {
	runsDir = await mkdtemp(join(tmpdir(), 'rm-resume-'))
})
afterEach(() => rm(runsDir, { recursive: true, force: true }))

const plan = { name: 'quick', matrixHash: 'c0ffee', cells: [one, two], unavailable: [] } as unknown as Plan
const same = { plan, signal }
const began = (cell: string): NewEvent => ({ type: 'cell.started', cell, attempt: 1 })
const asked = (cell: string, checks: readonly string[]) =>
	cellRun(
		cell,
		checks.flatMap((check) => checked(cell, check)),
	)

/** The directory of a run that recorded this and was killed. */
async function killed(...events: readonly NewEvent[]): Promise<string> {
	await using run = await createRun({ runsDir, matrix: 'quick' })
	for (const event of [runStarted(one, two), ...events]) run.emit(event)
	return run.dir
}

test('keeps cells that came to an end, and counts the attempts of the others', async () => {
	const dir = await killed(...asked(one.id, all), began(two.id))
	await using resumed = await resumeRun({ ...same, dir })
	expect([...resumed.done]).toEqual([one.id])
	expect(resumed.attempts.get(two.id)).toBe(1)
	expect(resumed.store.dir).toBe(dir)
})

test('does not keep what broke, was not available or was interrupted', async () => {
	for (const outcome of ['error', 'unavailable', 'interrupted'] as const) {
		const dir = await killed(began(one.id), { type: 'cell.ended', cell: one.id, outcome })
		await using resumed = await resumeRun({ ...same, dir })
		expect([...resumed.done]).toEqual([])
	}
})

test('does not keep a cell in which a check was an error', async () => {
	const outcome = { outcome: 'error', message: 'connect EMFILE' } as const
	const rest = all.filter((id) => id !== 'dns.udp').flatMap((id) => checked(one.id, id))
	const dir = await killed(...cellRun(one.id, [...rest, ...checked(one.id, 'dns.udp', outcome)]))
	await using resumed = await resumeRun({ ...same, dir })
	expect([...resumed.done]).toEqual([])
	expect(resumed.attempts.get(one.id)).toBe(1)
})

test('does not keep a cell of which the log has lost something', async () => {
	const whole = cellRun(one.id, [...checked(one.id, 'dns.udp'), ...checked(one.id, 'dns.tcp')])
	const checks = ['dns.tcp', 'dns.udp']
	const recorded = whole.map((event) => (event.type === 'cell.started' ? { ...event, checks } : event))
	const without = (lost: (event: NewEvent) => boolean) => recorded.filter((event) => !lost(event))
	const damaged = [
		without((event) => 'check' in event && event.check === 'dns.udp'),
		without((event) => event.type === 'check.ended' && event.check === 'dns.udp'),
		without((event) => event.type === 'cell.started'),
		without((event) => event.type === 'stack.reported'),
	]
	for (const events of damaged) {
		await using resumed = await resumeRun({ ...same, dir: await killed(...events), checks })
		expect([...resumed.done]).toEqual([])
	}
	await using resumed = await resumeRun({ ...same, dir: await killed(...recorded), checks })
	expect([...resumed.done]).toEqual([one.id])
})

test('refuses what would mix runs, and leaves the log as it was', async () => {
	const dir = await killed(...asked(one.id, ['dns.udp']))
	const log = () => readFile(join(dir, 'events.ndjson'), 'utf8')
	const before = await log()
	const others = { ...plan, matrixHash: 'decaf' }
	await expect(resumeRun({ ...same, dir, plan: others })).rejects.toThrow(
		/with other cells \(c0ffee, now decaf\)/,
	)
	await expect(resumeRun({ ...same, dir, checks: ['dns.udp', 'dns.tcp'] })).rejects.toThrow(
		/asked other checks in k6\.12-one: dns\.tcp\./,
	)
	await expect(resumeRun({ ...same, dir: runsDir })).rejects.toThrow(/has no events\.ndjson/)
	expect(await log()).toBe(before)
	await using resumed = await resumeRun({ ...same, dir, checks: ['dns.udp'] })
	expect([...resumed.done]).toEqual([one.id])
})

test('refuses other checks than a cell was to ask that was cut off or broke', async () => {
	const checks = ['dns.tcp', 'dns.udp']
	const start: NewEvent = { type: 'cell.started', cell: one.id, attempt: 1, checks }
	const failed = checked(one.id, 'dns.tcp', { outcome: 'fail' })
	for (const end of [[], [{ type: 'cell.ended', cell: one.id, outcome: 'interrupted' } as const]]) {
		const dir = await killed(start, ...failed, ...end)
		await expect(resumeRun({ ...same, dir, checks: ['dns.udp'] })).rejects.toThrow(
			/asked other checks in k6\.12-one: dns\.tcp\./,
		)
		await using resumed = await resumeRun({ ...same, dir, checks })
		expect([...resumed.done]).toEqual([])
	}
})

test('refuses a run with nothing left to do, and one that is still going on', async () => {
	const end: NewEvent = { type: 'run.ended', state: 'completed' }
	const over = await killed(...asked(one.id, all), ...asked(two.id, all), end)
	await mkdir(join(over, 'report'))
	await writeFile(join(over, 'report/index.html'), '')
	await writeFile(
		join(over, 'results.json'),
		JSON.stringify({ run: { state: 'completed' } }, undefined, '\t'),
	)
	await expect(resumeRun({ ...same, dir: over })).rejects.toThrow(/all of its 2 cells came to an end/)
	await using going = await newRun(runsDir, plan, signal)
	going.store.emit(runStarted(one, two))
	await expect(resumeRun({ ...same, dir: going.store.dir })).rejects.toThrow(/is still going on/)
})

test('resumes a run that was stopped after its last cell: its end and its reports are still to come', async () => {
	const cells = [...asked(one.id, all), ...asked(two.id, all)]
	for (const ends of [[], ['interrupted'], ['completed']] as const) {
		const dir = await killed(...cells, ...ends.map((state) => ({ type: 'run.ended', state }) as const))
		await using resumed = await resumeRun({ ...same, dir })
		expect([...resumed.done]).toEqual([one.id, two.id])
	}
})

test('writes nothing where links lead out of the run, and waits for no pipe', async () => {
	const dir = await killed(began(one.id))
	for (const name of ['report', 'cells', 'results.json']) {
		await symlink(runsDir, join(dir, name))
		await expect(resumeRun({ ...same, dir })).rejects.toThrow(`${name} is a link; expected`)
		await rm(join(dir, name))
	}
	await rm(join(dir, 'events.ndjson'))
	execFileSync('mkfifo', [join(dir, 'events.ndjson')])
	await expect(resumeRun({ ...same, dir })).rejects.toThrow('events.ndjson is a pipe; expected a plain file')
})
