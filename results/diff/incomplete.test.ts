import { describe, expect, it } from 'vitest'
import { foldEvents } from '../fold/index.ts'
import type { NewEvent, Results } from '../schema/index.ts'
import { cellRun, checked, exampleCell, exampleResults, runStarted, stamped } from '../testing/index.ts'
import { diffHtml } from './page.ts'
import { diffMarkdown, diffText } from './render.ts'
import { diffExitCode, diffResults, renderDiff } from './index.ts'
import { failing } from './testing/index.ts'

const cell = exampleCell('a'.repeat(12), 'cell-a')
const other = exampleCell('b'.repeat(12), 'cell-b', { network: 'slirp4netns', portDriver: 'builtin' })
type Outcome = 'pass' | 'fail' | 'error' | 'skipped'
const checks = (outcome: Outcome, one = cell) => checked(one.id, 'dns.udp', { outcome })

const whole = exampleResults([cell], cellRun(cell.id, checks('pass')))
type End = Partial<Extract<NewEvent, { type: 'cell.ended' }>>
/** A run whose cell came to this end. */
const ending = (end: End, outcome: Outcome = 'pass') =>
	exampleResults(
		[cell],
		[
			...cellRun(cell.id, checks(outcome)).slice(0, -1),
			{ type: 'cell.ended', cell: cell.id, outcome: 'completed', ...end },
		],
	)
const broke = ending({ outcome: 'error', reason: 'the guest crashed: <b>kernel panic</b>' })
const differs = ending({
	outcome: 'error',
	reason: 'The snapshot and a boot differ: dns.udp is pass in the snapshot and fail after a boot.',
})
const killed = foldEvents(stamped([runStarted(cell), ...cellRun(cell.id, checks('pass'))]))
const interrupted: Results = { ...whole, run: { ...whole.run, state: 'interrupted' } }
const lacking: Results = { ...whole, run: { ...whole.run, missing: ['Shard 2 of 3 is missing.'] } }

describe('a second run that is not whole', () => {
	it.each([
		['has a cell that broke after its checks', broke, '1 cell broke: the guest crashed: <b>kernel panic</b>'],
		['has a snapshot and a boot that differ', differs, '1 cell broke: The snapshot and a boot differ'],
		['was killed', killed, 'it has no end: it was killed, or it still goes on'],
		['was interrupted', interrupted, 'it was interrupted'],
		['lacks a shard', lacking, 'Shard 2 of 3 is missing.'],
	])('%s: that is told, and is exit code 3', (_, run, told) => {
		const diff = diffResults(whole, run)
		expect(diffExitCode(diff)).toBe(3)
		const text = diffText(diff)
		expect(text).toContain('  No verdict changed, as far as the second run tells.\n')
		expect(text).toContain(`\nThe second run is not whole: what it does not tell may have failed\n  ${told}`)
		expect(text).not.toContain('first run')
		expect(diffMarkdown(diff)).toContain('## The second run is not whole')
		expect(diffHtml(() => diff)).toContain('<h2>The second run is not whole')
		expect(diffHtml(() => diff)).not.toContain('<b>')
		expect(diffText(diff, 'zh')).toContain('第二次运行不完整')
		expect(diffExitCode(diffResults(run, run)), 'also where both are so').toBe(3)
	})

	it('has 1 before 3 where something failed as well', () => {
		expect(diffExitCode(diffResults(whole, ending({ outcome: 'error', reason: 'x' }, 'fail')))).toBe(1)
	})

	it('names the cells that broke for one reason together, and no more of them than others', () => {
		const cells = [...'abcdefgh'].map((id) =>
			exampleCell(id.repeat(12), `cell-${id}`, { kernel: `debian:${id}` }),
		)
		const run = (end: End) =>
			exampleResults(
				cells,
				cells.flatMap((one) => [
					...cellRun(one.id, checks('pass', one)).slice(0, -1),
					{ type: 'cell.ended', cell: one.id, outcome: 'completed', ...end },
				]),
			)
		const diff = diffResults(run({}), run({ outcome: 'error', reason: 'no memory' }))
		expect(diffText(diff)).toMatch(
			/ {2}8 cells broke: no memory\n {6}cell-a\n[^]* {6}cell-e\n {6}and 3 more\n/,
		)
		expect(diffHtml(() => diff)).toContain('<details><summary>8 cells</summary><code>cell-a</code>')
	})
})

it('a first run that is not whole is told, and is no failure of the second', () => {
	for (const run of [broke, killed, interrupted]) {
		const diff = diffResults(run, whole)
		expect(diffText(diff)).toContain('The first run is not whole')
		expect([diff.changes, diffExitCode(diff)]).toEqual([[], 0])
	}
})

it('runs in which no check has an answer do not read as unchanged', () => {
	const silent = (outcome: Outcome) => exampleResults([cell], cellRun(cell.id, checks(outcome)))
	const gone = exampleResults(
		[cell],
		[
			{ type: 'cell.started', cell: cell.id, attempt: 1 },
			{ type: 'cell.ended', cell: cell.id, outcome: 'unavailable', reason: 'no such kernel' },
		],
	)
	for (const run of [silent('error'), silent('skipped'), gone]) {
		const diff = diffResults(run, run)
		expect(diffText(diff)).toContain('Neither run tells anything')
		expect(diffExitCode(diff)).toBe(3)
	}
})

describe('a cell that only the second run has', () => {
	const added = (...events: NewEvent[]) =>
		diffResults(whole, exampleResults([cell, other], [...cellRun(cell.id, checks('pass')), ...events]))
	const failed = { ...failing({ kind: 'timeout' }), message: 'no answer' }

	it('and fails is a new failure, with a text for an issue tracker', async () => {
		const diff = added(...cellRun(other.id, checked(other.id, 'egress.tcp', failed)))
		expect(diffExitCode(diff)).toBe(1)
		expect(diffText(diff)).toContain(
			'Worse\n  egress.tcp: not asked → fail (loopback timeout), in cells that the first run has not (1 cell)\n      cell-b: no answer\n',
		)
		expect(diffText(diff, 'zh')).toContain('egress.tcp：未测试 → 失败')
		expect(diffHtml(() => diff)).toContain('in cells that the first run has not')
		const issue = await renderDiff('issues', () => diff, { presets: ['quick'] })
		expect(issue).toContain('# `egress.tcp` fails, and no failure was known before: `not asked` → ')
		expect(issue).toContain('--only cell-b --checks egress.tcp')
		expect(issue).not.toContain('good with')
	})

	it('and is flaky is one as well', () => {
		const twice = [...checked(other.id, 'egress.tcp', failed), ...checked(other.id, 'egress.tcp')]
		expect(diffExitCode(added(...cellRun(other.id, twice)))).toBe(1)
	})

	it('and broke, or a check of it did, is no longer the product’s', () => {
		const began: NewEvent = { type: 'cell.started', cell: other.id, attempt: 1 }
		for (const events of [
			cellRun(other.id, checks('error', other)),
			[began, { type: 'cell.ended', cell: other.id, outcome: 'error', reason: 'no boot' } as NewEvent],
		]) {
			const diff = added(...events)
			expect([diffExitCode(diff), diff.changes]).toEqual([3, []])
			expect(diffText(diff)).toContain('1 cell broke: ')
		}
	})

	it('and holds, or is not available, is only listed', () => {
		const began: NewEvent = { type: 'cell.started', cell: other.id, attempt: 1 }
		const gone: NewEvent = {
			type: 'cell.ended',
			cell: other.id,
			outcome: 'unavailable',
			reason: 'no such kernel',
		}
		for (const events of [cellRun(other.id, checks('pass', other)), [began, gone]]) {
			const diff = added(...events)
			expect([diffExitCode(diff), diff.changes, diff.appeared]).toEqual([0, [], ['cell-b']])
		}
	})
})

describe('a failure that had nothing good before it', () => {
	const run = (outcome: Outcome, kind?: 'reset' | 'timeout') =>
		exampleResults(
			[cell],
			cellRun(cell.id, [
				...checked(cell.id, 'daemon.starts'),
				...checked(cell.id, 'dns.udp', { outcome, ...(kind && { ways: failing({ kind }).ways }) }),
			]),
		)
	const without = exampleResults([cell], cellRun(cell.id, checked(cell.id, 'daemon.starts')))

	it.each([
		['skipped', run('skipped'), 'fails, and no failure was known before'],
		['error', run('error'), 'fails, and no failure was known before'],
		['not recorded', without, 'fails, and no failure was known before'],
		['fail in another form', run('fail', 'timeout'), 'got worse'],
	])('after %s is exit code 1, and has its issue', async (_, before, title) => {
		const diff = diffResults(before, run('fail', 'reset'))
		expect(diffExitCode(diff)).toBe(1)
		expect(await renderDiff('issues', () => diff)).toContain(`# \`dns.udp\` ${title}: `)
	})

	it('says in its issue nothing of a version that was good', async () => {
		const [before, after] = [run('fail', 'timeout'), run('fail', 'reset')]
		const newer = after.cells.map((one) => ({ ...one, stack: { ...one.stack, passt: '2026_11_20' } }))
		const text = await renderDiff('issues', () => diffResults(before, { ...after, cells: newer }))
		expect(text).toContain(
			'- passt: `fail (loopback timeout)` with `0.0~git20250503.587980c-2`, bad with `2026_11_20`',
		)
	})
})

it('a gap that is still open where its known issue applies no more got worse, and has its issue', async () => {
	const check = 'isolation.host-network-container'
	const ways = [
		{ way: 'tcp', ok: false, form: { kind: 'answered', by: 'host-7011' } },
		{ way: 'udp', ok: false, form: { kind: 'answered', by: 'host-7011' } },
	] as const
	const run = (rootlesskit: string) =>
		exampleResults(
			[cell],
			cellRun(cell.id, checked(cell.id, check, { outcome: 'fail', ways: [...ways] }), { rootlesskit }),
		)
	const diff = diffResults(run('2.3.2'), run('3.1.0'))
	const form = 'tcp answered by host-7011, udp answered by host-7011'
	expect(diff.changes.map(({ direction, before, after }) => [direction, before, after])).toEqual([
		['worse', `security gap (${form})`, `fail (${form})`],
	])
	expect(diffExitCode(diff)).toBe(1)
	expect(await renderDiff('issues', () => diff)).toContain(`# \`${check}\` got worse: \`security gap (`)
})
