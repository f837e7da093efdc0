import { describe, expect, it } from 'vitest'
import { cellRun, checked, exampleCell, exampleResults } from '../testing/index.ts'
import { diffHtml } from './page.ts'
import { diffMarkdown, diffText } from './render.ts'
import { diffExitCode, diffResults } from './index.ts'
import { rowsOf } from './rows.ts'

const cell = exampleCell('a'.repeat(12), 'cell-a')
const before = exampleResults(
	[cell],
	cellRun(cell.id, [
		...checked(cell.id, 'daemon.starts', { outcome: 'pass' }),
		...checked(cell.id, 'dns.udp', { outcome: 'fail' }),
		...checked(cell.id, 'egress.tcp', { outcome: 'pass' }),
	]),
)
const untried = exampleResults(
	[cell],
	[
		{ type: 'cell.started', cell: cell.id, attempt: 1 },
		{ type: 'cell.ended', cell: cell.id, outcome: 'unavailable', reason: 'there is no <i>such kernel' },
	],
)
const diff = diffResults(before, untried)

describe('a cell that has no answer any more', () => {
	it('is one row, with the reason, and is no better for it', () => {
		expect(diffExitCode(diff)).toBe(3)
		expect(rowsOf(diff.changes)).toMatchObject([{ checks: ['daemon.starts', 'dns.udp', 'egress.tcp'] }])
		const text = diffText(diff)
		expect(text).toContain('\n3 checks without an answer any more\n')
		expect(text, 'what was asked for is no version that ran').not.toContain('passt')
		expect(text).toMatch(/\nNo answer any more\n {2}3 checks: answered → unavailable, [^\n]* \(1 cell\)\n/)
		expect(text).toContain('cell-a: there is no <i>such kernel')
		expect(text).not.toContain('dns.udp')
		expect(diffMarkdown(diff)).toContain('- 3 checks: answered → unavailable')
		expect(diffText(diff, 'zh')).toContain('3 项检查：有结论 → ')
	})

	it('is unfolded on the page, where what a guest said stays text', () => {
		const page = diffHtml(() => diff)
		expect(page).toMatch(/<summary>3 checks<\/summary>.*<code>dns\.udp<\/code>/)
		expect(page).not.toContain('<i>')
	})

	it('names what all of them said before', () => {
		const [first] = rowsOf(diff.changes.filter(({ before: was }) => was === 'pass'))
		expect(first).toMatchObject({ before: 'pass', checks: ['daemon.starts', 'egress.tcp'] })
	})
})

it('says nothing of what is the same where nothing is', () => {
	expect(diffText(diff)).not.toContain('the same on 0')
	expect(diffText(diffResults(untried, untried))).toContain('The same on 0 checks')
})
