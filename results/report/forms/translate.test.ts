import { describe, expect, it } from 'vitest'
import { caveats, knownIssues } from '../../expectations/index.ts'
import { foldEvents } from '../../fold/index.ts'
import { isSecurityGap } from '../../verdicts/index.ts'
import { summaryMarkdown } from './markdown.ts'
import { terminalMatrix } from './terminal.ts'
import { quickRun } from '../testing/example-quick.ts'
import { headlineOf } from '../words/headline.ts'
import { english } from '../words/catalogue/english.js'
import { chinese } from '../words/catalogue/chinese.js'
import { chineseCaveats } from '../words/chinese/caveats.ts'
import { chineseIssues } from '../words/chinese/issues.ts'
import { chineseReason } from '../words/chinese/reasons.ts'
import { reasonWords, textsIn } from '../words/translate.ts'

/** Four words of plain English after one another; commands, names and addresses are none. */
const sentence = /(?<![\w/.=:-])[A-Za-z][a-z']+(?: [a-z']+){3,}/

describe('Chinese', () => {
	it('has the title and the reason of every known issue, and of none that is gone', () => {
		expect(Object.keys(chineseIssues).sort()).toEqual(knownIssues.map(({ id }) => id).sort())
		expect(caveats.map(({ id }) => id).filter((id) => id in chineseIssues)).toEqual([])
	})

	it('has the words of every caveat, and of none that is gone', () => {
		expect(Object.keys(chineseCaveats).sort()).toEqual(caveats.map(({ id }) => id).sort())
		for (const { id, instead } of caveats)
			expect([id, chineseCaveats[id]?.instead === undefined]).toEqual([id, instead === undefined])
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
			// Behind Chinese words a colon is a Chinese one.
			expect(report.split('\n').filter((line) => /[\u4e00-\u9fff）]:/.test(line))).toEqual([])
		}
	})

	it('counts cells as Chinese does, and says where advice held without a space', () => {
		expect(chinese.report.cell('1–3, 7', 4)).toBe('配置 1–3、7')
		expect(chinese.decision.held(chinese.report.cell('1, 2', 2))).toBe('已验证于配置 1、2')
	})

	it('has the reasons that checks bring themselves, and the harness’s own before them', () => {
		const own = [
			['the moon is full', '满月'],
			[/^the tide is (\w+)$/, '潮位为 $1'],
			['br_netfilter is loaded', '别的话'],
		] as const
		const texts = textsIn('zh', own)
		expect(reasonWords('the moon is full', texts)).toBe('满月')
		expect(reasonWords('the tide is $&', texts)).toBe('the tide is $&')
		expect(reasonWords('the tide is high', texts)).toBe('潮位为 high')
		expect(reasonWords('attempt 1: the moon is full', texts)).toBe('第 1 次尝试：满月')
		expect(reasonWords('br_netfilter is loaded', texts)).toBe('br_netfilter 已加载')
		expect(reasonWords('the moon is full', textsIn('en', own))).toBe('the moon is full')
	})

	it('keeps what a guest said within a sentence of the harness', () => {
		expect(chineseReason('the daemon does not run: $& $1 said\nso')).toBe('守护进程未运行：“$& $1 said\nso”')
		expect(chineseReason('a guest says: br_netfilter is loaded')).toBeUndefined()
		expect(chineseReason('attempt 1: no answer: $&\nattempt 2: pass')).toBe(
			'第 1 次尝试：no answer: $&\n第 2 次尝试：通过',
		)
	})

	it('of a run that was killed has no English sentence, and breaks no line at a wrong sign', () => {
		const whole = quickRun()
		const killed = foldEvents(whole.slice(0, Math.floor(whole.length * 0.6)))
		const gaps = ['line 250 of the event log is unfinished, as a killed run leaves it']
		for (const width of [60, 80, 400]) {
			const terminal = terminalMatrix(killed, { color: false, width, gaps, texts: chinese })
			expect(terminal).toContain('事件日志第 250 行不完整')
			expect(terminal).toContain('该配置从未开始')
			expect(terminal.split('\n').filter((line) => /（$|^ +·/.test(line))).toEqual([])
			if (width === 400) expect(terminal.split('\n').filter((line) => sentence.test(line))).toEqual([])
		}
		expect(chineseReason('the cell started and never ended in phase "suites"')).toBe(
			'该配置已开始，在“检查”阶段没有结束',
		)
	})

	it('says of a merged run that parts of the plan are missing, not that it has no end', () => {
		const { run, ...rest } = foldEvents(quickRun().slice(0, -1))
		const merged = { ...rest, run: { ...run, missing: ['shard 3 of 3 never came'] } }
		expect(headlineOf(merged).sentence).toMatch(
			/^INCOMPLETE: parts of the plan are in none of the merged runs; A SECURITY GAP SHOWS\./,
		)
		expect(headlineOf(merged, [], chinese).sentence).toMatch(/^不完整：/)
	})

	it('fits the width of a terminal, two columns a letter', () => {
		const lines = terminalMatrix(foldEvents(quickRun()), { color: false, width: 80, texts: chinese }).split(
			'\n',
		)
		const columns = (line: string) => [...line].reduce((sum, letter) => sum + (letter > '\u2e80' ? 2 : 1), 0)
		for (const line of lines.filter((one) => columns(one) > 80)) expect(line).toMatch(/k6\.12-|https:\/\//)
	})
})
