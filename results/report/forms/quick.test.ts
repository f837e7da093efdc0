import { describe, expect, it } from 'vitest'
import { checked, exampleCell, exampleResults, runStarted, stamped } from '../../testing/index.ts'
import { foldEvents } from '../../fold/index.ts'
import type { NewEvent } from '../../schema/index.ts'
import { issueTwoChecks, quickCells, quickRun } from '../testing/example-quick.ts'
import { summaryMarkdown } from './markdown.ts'
import { terminalMatrix } from './terminal.ts'

const quick = foldEvents(quickRun())
const plain = { color: false, width: 110 }
const { a } = quickCells

/** A run of cell (a) alone. */
const alone = (...events: NewEvent[]) => exampleResults([a], events)
const started: NewEvent = { type: 'cell.started', cell: a.id, attempt: 1 }
const ended = (end: Partial<Extract<NewEvent, { type: 'cell.ended' }>> = {}): NewEvent => ({
	type: 'cell.ended',
	cell: a.id,
	outcome: 'completed',
	...end,
})

describe('the preset quick, as it should come out', () => {
	it('reads on a terminal as it does here', async () => {
		await expect(terminalMatrix(quick, plain)).toMatchFileSnapshot('golden/quick.terminal.txt')
	})

	it('reads as Markdown as it does here', async () => {
		await expect(summaryMarkdown(quick)).toMatchFileSnapshot('golden/quick.summary.txt')
	})

	it.each([60, 80, 100, 120])('stays within %i columns but for words that must stay whole', (width) => {
		const wide = terminalMatrix(quick, { color: false, width })
			.split('\n')
			.filter((line) => line.length > width)
		for (const line of wide) expect(line).toMatch(/k6\.12-|https:\/\//)
	})

	it('has a column for each check and a row for each cell, with the slug', () => {
		const markdown = summaryMarkdown(quick)
		for (const { slug } of quick.cells) expect(markdown).toContain(`\`${slug}\``)
		const heads = markdown.split('\n').filter((line) => line.startsWith('| cell |'))
		const names = heads
			.flatMap((line) => line.split(' | ').slice(1))
			.map((name) => name.replace(/<br>|[ |\\]/g, ''))
		expect(names.sort()).toEqual([...issueTwoChecks].sort())
	})

	it('says the same without colour as with it', () => {
		const coloured = terminalMatrix(quick, { color: true, width: 110 })
		expect(coloured).toContain('\x1b[')
		// oxlint-disable-next-line no-control-regex
		expect(coloured.replace(/\x1b\[[\d;]*m/g, '')).toBe(terminalMatrix(quick, plain))
	})

	it.each([
		['terminal', terminalMatrix(quick, plain)],
		['Markdown', summaryMarkdown(quick)],
	])(
		'shows the security gap on the %s before anything else, and every known issue with its link',
		(_, report) => {
			expect(report.split('\n').slice(0, 4).join()).toContain('A SECURITY GAP')
			expect(report.search(/security gaps/i)).toBeLessThan(report.search(/^(## )?Cells/m))
			expect(report).toContain('▲ GAP')
			expect(report).toContain('https://github.com/moby/moby/pull/49293')
			expect(report).toContain('https://github.com/rootless-containers/rootlesskit/issues/482')
			expect(report).toContain('https://github.com/rootless-containers/rootlesskit/blob/master/docs/port.md')
		},
	)
})

describe('what needs a person', () => {
	const red = alone(
		started,
		...checked(a.id, 'dns.udp', { outcome: 'fail', message: 'no answer', evidence: ['cells/x/dns.txt'] }),
		ended({ outcome: 'error', reason: 'the guest panicked', evidence: ['cells/x/console.log'] }),
	)

	it('is shown with its reason and where its evidence lies', () => {
		for (const report of [terminalMatrix(red, plain), summaryMarkdown(red)]) {
			expect(report).toContain('INCOMPLETE')
			for (const part of ['the guest panicked', 'cells/x/console.log', 'no answer', 'cells/x/dns.txt'])
				expect(report).toContain(part)
		}
		expect(terminalMatrix(red, { ...plain, runDir: 'runs/latest/' })).toContain('runs/latest/cells/x/dns.txt')
	})

	it('is a cell without evidence of its own as well: its directory is named', () => {
		const report = terminalMatrix(alone(started), plain)
		expect(report).toContain('the cell started and never ended')
		expect(report).toContain(`evidence: cells/${a.slug}`)
	})

	it('is a known issue that no longer shows', () => {
		const fixed = alone(started, ...checked(a.id, 'source.peer-address'), ended())
		expect(terminalMatrix(fixed, plain)).toMatch(/★ fixed source\.peer-address\n +expected to fail/)
		expect(summaryMarkdown(fixed)).toContain('its expectation should go')
	})
})

describe('the headline', () => {
	const headline = (...events: NewEvent[]) => terminalMatrix(alone(...events), plain).split('\n')[0]

	it.each([
		['✔ PASSED.', [started, ...checked(a.id, 'dns.udp'), ended()]],
		['✘ FAILED.', [started, ...checked(a.id, 'dns.udp', { outcome: 'fail' }), ended()]],
		['! NOTHING WAS TESTED.', [started, ...checked(a.id, 'dns.udp', { outcome: 'skipped' }), ended()]],
		['! NOTHING WAS TESTED.', [started, ended({ outcome: 'unavailable', reason: 'gone' })]],
		['! INCOMPLETE', [started, ended()]],
	])('says %s', (words, events) => {
		expect(headline(...events)?.startsWith(words)).toBe(true)
	})

	it('says in plain words that a run was killed', () => {
		const killed = foldEvents(stamped([runStarted(a), started, ...checked(a.id, 'dns.udp'), ended()]))
		const text = terminalMatrix(killed, plain)
		expect(text).toMatch(/^! UNFINISHED: the run was killed, or is still running/)
		expect(text).toMatch(/took\s+not known, since its end was not recorded/)
	})

	it('says at its head why cells could not be tried, each reason once', () => {
		const b = { ...a, id: 'b'.repeat(12), slug: 'another' }
		const end = (cell: string): NewEvent[] => [
			{ type: 'cell.started', cell, attempt: 1 },
			{ type: 'cell.ended', cell, outcome: 'unavailable', reason: 'not in the pool' },
		]
		const gone = exampleResults([a, b], [...end(a.id), ...end(b.id)])
		const [terminal, markdown] = [terminalMatrix(gone, plain), summaryMarkdown(gone)]
		expect(terminal).toMatch(/Not tried: Docker debian:26\.1 \(2 cells\): not in the pool\n[^]*\nCells\n/)
		expect(terminal).toMatch(/Cells\n.*cells 1, 2: not in the pool\n/)
		expect(markdown).toMatch(/Not tried: Docker debian:26\.1 .*: `not in the pool`\n/)
	})

	it('names the Dockers of which nothing was tried in one line, those with the same reason together', () => {
		const cell = (id: string, docker: string) => exampleCell(id.repeat(12), `cell-${id}`, { docker })
		const cells = [cell('a', 'debian:26.1'), cell('b', 'debian:28.5'), cell('c', 'upstream:29.0.0')]
		const gone = exampleResults(
			cells,
			cells.flatMap(({ id }, place): NewEvent[] => [
				{ type: 'cell.started', cell: id, attempt: 1 },
				{
					type: 'cell.ended',
					cell: id,
					outcome: 'unavailable',
					reason: place < 2 ? 'not in the pool' : 'no mirror',
				},
			]),
		)
		expect(terminalMatrix(gone, { ...plain, width: 300 })).toContain(
			'Not tried: Docker debian:26.1 (1 cell), Docker debian:28.5 (1 cell): not in the pool; Docker 29.0.0 (1 cell): no mirror\n',
		)
		const markdown = summaryMarkdown(gone)
		expect(markdown.match(/Not tried/g)).toHaveLength(1)
		expect(markdown).toMatch(
			/\(1 cell\\\), Docker debian:28\.5 .*: `not in the pool`; Docker 29\.0\.0 .*: `no mirror`\n/,
		)
	})
})

describe('what a guest prints', () => {
	const evil =
		'\x1b]0;title\x07\x1b[2Ja | b `c` ``d`` <script>alert(1)</script>\r\n# big\n| x |\u202e\u0000\x9b31m'
	const run = alone(
		started,
		{
			type: 'stack.reported',
			cell: a.id,
			accelerator: 'tcg',
			stack: { dockerd: evil, rootlesskit: evil, origins: [] },
		},
		...checked(a.id, 'dns.udp', { outcome: 'fail', message: evil, evidence: ['a](javascript:x) <b>|'] }),
		...checked(a.id, 'egress.tcp', { outcome: 'skipped', message: evil }),
		ended({ outcome: 'error', reason: evil }),
	)

	it('cannot steer a terminal', () => {
		const report = terminalMatrix(run, plain)
		// oxlint-disable-next-line no-control-regex
		expect(report).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/)
		expect(report).toContain('<script>')
	})

	it('cannot break a Markdown table, open a tag, begin a heading or make a link', () => {
		const lines = summaryMarkdown(run).split('\n')
		const headings = lines.filter((line) => /^#/.test(line))
		expect(headings.some((line) => line.includes('big'))).toBe(false)
		const cellRow = lines.find((line) => line.startsWith('| 1 |')) ?? ''
		expect(cellRow.split('|')).toHaveLength(7)
		for (const line of lines) {
			// What is left once code spans and the report's own autolinks are taken out.
			const bare = line.replace(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, '').replace(/<https:[^>]*>|<br>/g, '')
			expect(bare).not.toContain('<')
			expect(bare).not.toMatch(/(?<!\\)\]\((?!\.\/)/)
		}
	})
})
