import { describe, expect, it, vi } from 'vitest'
import { cellRun, checked, exampleCell, exampleResults } from '../../testing/index.ts'
import { foldEvents } from '../../fold/index.ts'
import { quickRun } from '../testing/example-quick.ts'
import { everyVerdict } from '../testing/example-every-verdict.ts'
import { badgeSvg } from './badge.ts'
import { languages } from '../words/catalogue/languages.js'
import { csv } from './csv.ts'
import { githubAnnotations } from './github.ts'
import { junitXml } from './junit.ts'
import { summaryMarkdown } from './markdown.ts'
import { stepSummary, stepSummaryLimit } from './step-summary.ts'
import { terminalMatrix } from './terminal.ts'

// Large runs, which a busy machine takes its time for.
vi.setConfig({ testTimeout: 120_000 })

const results = everyVerdict()
const steers =
	// oxlint-disable-next-line no-control-regex
	/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])/

describe('each form reads as it does here', () => {
	it.each([
		['junit', junitXml(results)],
		['csv', csv(results)],
		['github', githubAnnotations(results)],
		['badge', badgeSvg(results)],
		['step-summary', stepSummary(results)],
	])('%s', async (name, text) => {
		expect(text).not.toMatch(steers)
		await expect(text).toMatchFileSnapshot(`golden/${name}.txt`)
	})
})

describe('JUnit', () => {
	const xml = junitXml(results)

	it('tells known, unavailable, skipped, fail and error apart', () => {
		for (const [ending, type] of [
			['skipped', 'known'],
			['skipped', 'unavailable'],
			['skipped', 'skipped'],
			['failure', 'fail'],
			['error', 'error'],
		])
			expect(xml).toContain(`<${ending} type="${type}"`)
		expect(xml).toMatch(/type="known" message="known: [^"]*https:\/\/github\.com/)
	})

	it('has an error for a cell that broke before any check, and for a damaged record', () => {
		expect(xml).toContain('<testcase name="cell" classname="b-broken"')
		expect(junitXml(foldEvents(quickRun()), ['line 7 cannot be read'])).toMatch(
			/errors="1"[^]*line 7 cannot be read/,
		)
	})
})

describe('CSV', () => {
	it('starts no formula', () => {
		for (const line of csv(results).split('\r\n')) expect(line).not.toMatch(/(?:^|,)"?[=+@\t-]/)
	})

	it('has as many fields in every line', () => {
		const fields = (line: string) => line.replace(/"(?:[^"]|"")*"/g, 'q').split(',').length
		const [head = '', ...lines] = csv(results).trimEnd().split('\r\n')
		for (const line of lines) expect(fields(line)).toBe(fields(head))
		expect(new Set(head.split(',')).size).toBe(fields(head))
	})
})

describe('annotations for GitHub', () => {
	const cells = Array.from({ length: 30 }, (_, index) =>
		exampleCell(`${index}`.padStart(12, '0'), `c-${index}`),
	)
	const message = 'a\n::error::b, c: 100%'
	const many = exampleResults(
		cells,
		cells.flatMap(({ id }) => cellRun(id, checked(id, 'egress.tcp', { outcome: 'fail', message }))),
	)

	it('no guest’s text ends one, or starts another', () => {
		for (const line of githubAnnotations(many).trimEnd().split('\n').slice(0, -1))
			expect(line).toMatch(/^::(?:error|warning|notice) title=[^:,]*::(?!.*\n)/)
	})

	it('are as many as GitHub shows, and the last says how many more there are', () => {
		const lines = githubAnnotations(many).split('\n')
		expect(lines.filter((line) => line.startsWith('::'))).toHaveLength(10)
		expect(lines[9]).toBe('::error title=and more::21 further annotations in the report')
	})
})

describe('the badge', () => {
	it.each([
		[results, [], 'incomplete'],
		[foldEvents(quickRun()), [], 'security gap'],
		[foldEvents(quickRun()), ['line 1'], 'incomplete'],
	])('%#: says what it came to', (run, gaps, words) => {
		expect(badgeSvg(run, gaps)).toContain(words)
	})

	it('says it in Chinese', () => {
		const badge = badgeSvg(foldEvents(quickRun()), [], languages.zh)
		expect(badge).toContain('▲ 隔离失效')
		expect(badge).not.toContain('security gap')
	})
})

describe('the step summary', () => {
	const cells = Array.from({ length: 3000 }, (_, index) =>
		exampleCell(index.toString(16).padStart(12, '0'), `cell-${index}`),
	)
	const ids = Array.from({ length: 20 }, (_, index) => `egress.check-${index}`)
	const asked = (cell: string) => ids.flatMap((check) => checked(cell, check))
	const many = exampleResults(
		cells,
		cells.flatMap(({ id }) => cellRun(id, asked(id))),
	)

	it('of many cells fits, folds what is long and says what it left out', () => {
		const text = stepSummary(many)
		expect(Buffer.byteLength(text)).toBeLessThanOrEqual(stepSummaryLimit)
		expect(text).toMatch(
			/PASSED[^]*<details><summary>Cells[^]*Too long for this page, see `summary\.md`: Matrix/,
		)
	})

	it('says the verdict in any room', () => {
		const text = stepSummary(many, { limit: 500 })
		expect(Buffer.byteLength(text)).toBeLessThanOrEqual(500)
		expect(text).toContain('PASSED')
	})
})

it('no form of a damaged record reads as passed', () => {
	const results = foldEvents(quickRun())
	const gaps = ['line 7 cannot be read']
	for (const form of [
		terminalMatrix(results, { color: false, width: 100, gaps }),
		summaryMarkdown(results, gaps),
	]) {
		expect(form).toContain('INCOMPLETE: the record is damaged')
		expect(form).toContain('line 7 cannot be read')
		expect(form).not.toContain('PASSED')
	}
	expect(badgeSvg(results, gaps)).not.toContain('passed')
})
