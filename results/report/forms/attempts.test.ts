import { describe, expect, it } from 'vitest'
import { foldEvents } from '../../fold/index.ts'
import type { Results } from '../../schema/index.ts'
import { attemptsRun } from '../testing/example-attempts.ts'
import { badgeSvg } from './badge.ts'
import { csv } from './csv.ts'
import { junitXml } from './junit.ts'
import { stepSummary } from './step-summary.ts'
import { pageData } from '../html/index.ts'
import { summaryMarkdown } from './markdown.ts'
import { terminalMatrix } from './terminal.ts'

const results = foldEvents(attemptsRun())
const texts = (of: Results) =>
	[
		['terminal', terminalMatrix(of, { color: false, width: 200 })],
		['summary', summaryMarkdown(of)],
		['step summary', stepSummary(of)],
		['JUnit', junitXml(of)],
		['CSV', csv(of)],
		['page', JSON.stringify(pageData(of))],
	] as const

describe.each(texts(results))('%s', (_, text) => {
	it('shows the form of each cell, not that of the first in its group', () => {
		for (const form of ['loopback reset', 'loopback closed', 'loopback timeout']) expect(text).toContain(form)
	})

	it('shows a check that failed and then passed, with what came of each attempt', () => {
		expect(text).toMatch(/flaky/i)
		expect(text).toContain('bridge.A timeout')
		expect(text).toMatch(/attempt 1: no answer came/)
	})
})

describe.each(texts(results).filter(([name]) => name !== 'CSV'))('%s', (_, text) => {
	it('shows the attempt before the last, with its reason', () => {
		expect(text).toContain('the cell took longer than 600 s')
	})
})

it('an attempt that broke and was followed by one that passed is shown, and is not red', () => {
	const events = attemptsRun().filter((event) => !('check' in event) || event.check !== 'dns.udp')
	const healed = foldEvents(events)
	expect(healed.cells[1]?.verdict).toBe('pass')
	for (const [name, text] of texts(healed).filter(([name]) => name !== 'CSV'))
		expect(text, name).toContain('the cell took longer than 600 s')
	expect(csv(healed)).toContain(',2,')
})

it('a flaky check is a failure to JUnit and a word of its own on the badge', () => {
	expect(junitXml(results)).toMatch(
		/<failure type="flaky" message="attempt 1: no answer came attempt 2: pass">/,
	)
	const alone: Results = { ...results, cells: results.cells.slice(1, 2) }
	expect(badgeSvg(alone)).toContain('↻ flaky')
	expect(terminalMatrix(alone, { color: false, width: 100 })).toMatch(/^↻ FLAKY: /)
})

it('a known issue’s group on the terminal names the cells of each form apart', () => {
	const text = terminalMatrix(results, { color: false, width: 200 })
	expect(text).toContain('cell 1: publish.loopback-only-v4: loopback reset')
	expect(text).toContain('cell 3: publish.loopback-only-v4: loopback closed')
})

it('the reports of a run from before failures had forms say so', () => {
	const old = attemptsRun().map((event) => {
		if (event.type !== 'run.started') return event
		const { eventsVersion: _, ...rest } = event
		return rest
	})
	const results = foldEvents(old)
	const words = 'a known issue excuses any failure of its check'
	expect(terminalMatrix(results, { color: false, width: 300 })).toContain(words)
	expect(summaryMarkdown(results)).toContain(words)
	expect(pageData(results).formless).toBe(true)
	expect(pageData(foldEvents(attemptsRun()))).not.toHaveProperty('formless')
})
