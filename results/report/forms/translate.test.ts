import { describe, expect, it } from 'vitest'
import { caveats, knownIssues } from '../../expectations/index.ts'
import { foldEvents } from '../../fold/index.ts'
import { isSecurityGap } from '../../verdicts/index.ts'
import { summaryMarkdown } from './markdown.ts'
import { terminalMatrix } from './terminal.ts'
import { quickRun } from '../testing/example-quick.ts'
import { english } from '../words/catalogue/english.js'
import { chinese } from '../words/catalogue/chinese.js'
import { chineseIssues } from '../words/chinese/issues.ts'
import { chineseReason } from '../words/chinese/reasons.ts'

/** Four words of plain English after one another; commands, names and addresses are none. */
const sentence = /(?<![\w/.=:-])[A-Za-z][a-z']+(?: [a-z']+){3,}/

describe('Chinese', () => {
	it('has the title and the reason of every known issue, and of none that is gone', () => {
		expect(Object.keys(chineseIssues).sort()).toEqual(knownIssues.map(({ id }) => id).sort())
		expect(caveats.map(({ id }) => id).filter((id) => id in chineseIssues)).toEqual([])
	})

	it.each([
		['English', english],
		['Chinese', chinese],
	])('says in %s what every security gap lets happen', (_, { decision }) => {
		const gaps = knownIssues.filter(isSecurityGap).map(({ id }) => id)
		expect(Object.keys(decision.consequences).sort()).toEqual(gaps.sort())
	})

	it('of a whole run has no English sentence, on a terminal and in Markdown', () => {
		const quick = foldEvents(quickRun())
		const terminal = terminalMatrix(quick, { color: false, width: 400, texts: chinese })
		for (const report of [terminal, summaryMarkdown(quick, [], chinese)]) {
			expect(report).toContain('隔离失效')
			expect(report.split('\n').filter((line) => sentence.test(line))).toEqual([])
		}
	})

	it('keeps what a guest said within a sentence of the harness', () => {
		expect(chineseReason('the daemon does not run: $& $1 said\nso')).toBe('守护进程未运行：“$& $1 said\nso”')
		expect(chineseReason('a guest says: br_netfilter is loaded')).toBeUndefined()
	})

	it('fits the width of a terminal, two columns a letter', () => {
		const lines = terminalMatrix(foldEvents(quickRun()), { color: false, width: 80, texts: chinese }).split(
			'\n',
		)
		const columns = (line: string) => [...line].reduce((sum, letter) => sum + (letter > '\u2e80' ? 2 : 1), 0)
		for (const line of lines.filter((one) => columns(one) > 80)) expect(line).toMatch(/k6\.12-|https:\/\//)
	})
})
