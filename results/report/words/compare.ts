import { chinese } from './catalogue/chinese.js'
import type { Language } from './catalogue/languages.js'
import { plural } from './text.ts'

// What a comparison of runs, and a history of them, say, in a terminal, in Markdown and as a page of their own. The report's page
// does not load these.

const english = {
	/** Between the items of a list. */
	comma: ', ',
	directions: {
		worse: 'Worse',
		lost: 'No answer any more',
		better: 'Better',
		regained: 'Answered again, or new',
		other: 'Said differently',
	},
	noChange: 'No verdict changed.',
	/** In its place, where the later run is not whole, and where it has no answer at all. */
	noChangeTold: 'No verdict changed, as far as the second run tells.',
	nothingTold: 'Neither run tells anything: no check of them has an answer.',
	/** Of runs that are not whole. */
	shortfall: {
		before: 'The first run is not whole: what it does not tell may have been so before',
		after: 'The second run is not whole: what it does not tell may have failed',
		states: {
			interrupted: 'it was interrupted',
			running: 'it has no end: it was killed, or it still goes on',
		},
		damaged: (gap: string) => `its record is damaged: ${gap}`,
		broke: (reason: string, cells: number) => `${plural(cells, 'cell')} broke: ${reason}`,
		noReason: 'no reason was given',
	},
	/** In place of what differs, of cells that only the later run has. */
	isNew: 'in cells that the first run has not',
	vanished: 'Cells that vanished',
	appeared: 'Cells that appeared',
	stacks: 'What differs in the stacks',
	compared: 'Compared',
	pairs: (cells: number, checks: number) =>
		`${plural(cells, 'pair')} of cells; ${plural(checks, 'check')} said the same in both.`,
	change: (check: string, before: string, after: string, why: string, cells: number) =>
		`${check}: ${before} → ${after}, ${why} (${plural(cells, 'cell')})`,
	sameStack: 'with nothing in the stack that differs',
	/** Of cells that the later run did not come to. */
	noStack: 'with a stack that is not known',
	/** What several checks said before, each its own. */
	answered: 'answered',
	differs: (list: string) => `with ${list}`,
	difference: (what: string, before: string, after: string) => `${what} ${before} → ${after}`,
	pair: (cells: string, message: string) => `${cells}: ${message}`,
	more: (count: number) => `and ${count} more`,
	/** A verdict, or what stands for one in a comparison. */
	verdict: (word: string) => word,
	form: (verdict: string, form: string) => `${verdict} (${form})`,
	/** An axis, or a part of the stack. */
	part: (what: string) => what,
	/** What is to be decided, before all else. */
	decided: {
		sentence: (before: string, after: string, what: string) => `${before} → ${after}: ${what}`,
		worse: (list: string) => `worse on ${list}`,
		better: (list: string) => `better on ${list}`,
		lost: (checks: number) => `${plural(checks, 'check')} without an answer any more`,
		same: (checks: number) => `the same on ${plural(checks, 'check')}`,
		/** Gaps that show where the first run has no answer. */
		found: (gaps: number) => `${plural(gaps, 'security gap')} where there was no answer before`,
		/** Checks of cells that have no answer at all any more, as one row. */
		checks: (checks: number) => plural(checks, 'check'),
		nothing: 'nothing could be compared',
		vanished: (cells: number) => `${plural(cells, 'cell')} gone`,
		/** Between what is said of the two. */
		and: '; ',
		check: (check: string, cells: number) => `${check} (${plural(cells, 'cell')})`,
		more: (list: string, count: number) => `${list} and ${count} more`,
		gaps: {
			opened: (what: string) => `Security gap opened: ${what}`,
			found: (what: string) => `Security gap where there was no answer before: ${what}`,
			other: (what: string) => `Security gap that fails in another way now: ${what}`,
			closed: (what: string) => `Security gap closed: ${what}`,
			lost: (what: string) => `Security gap of which there is no answer any more: ${what}`,
			still: (what: string) => `Security gap in both: ${what}`,
		},
	},
	/** A comparison as a page. */
	page: {
		section: (title: string, count: number) => `${title} (${count})`,
		cells: (count: number) => plural(count, 'cell'),
		sameStack: 'nothing in the stack',
		noStack: 'a stack that is not known',
		heads: { check: 'check', where: 'where', with: 'with' },
	},
	history: {
		title: (runs: number) => plural(runs, 'run'),
		span: (runs: number, from: string, to: string) => `${plural(runs, 'run')}, ${from} to ${to}`,
		nothing: 'Nothing fails and nothing has flipped.',
		/** Of runs that did not tell all; the first two in place of that. */
		untold: {
			nothing: 'Nothing fails and nothing has flipped in what these runs tell; they do not tell all.',
			nothingLearned: 'Nothing was learned: no check of these runs has an answer.',
			title: 'What could not be learned:',
			silent: 'no check has an answer',
			damaged: 'its record is damaged',
			missing: 'a part of its plan is missing',
			broken: (cells: number) => `${plural(cells, 'cell')} broke`,
			errors: (checks: number) => `${plural(checks, 'check')} broke`,
			unavailable: (cells: number) => `${plural(cells, 'cell')} could not be tried`,
		},
		redSince: (run: string) => `failing since ${run}`,
		/** Of which the newest runs say nothing. */
		redFrom: (run: string, last: string) => `failed from ${run} to ${last}, no answer since`,
		flaky: (rate: string) => `FLAKY: flipped ${rate}`,
		/** Percentages; the second is the largest that so few flips still fit. */
		rate: (flips: number, chances: number, percent: number, atMost: number) =>
			`${flips} of ${chances} (${percent} %, at most ${atMost} % with 95 % confidence)`,
		heads: ['check', 'configuration', 'runs', 'failing', 'flips'],
		/** Configurations in which a check went the same way. */
		cells: (count: number, names: string) => `${plural(count, 'configuration')}: ${names}`,
		decided: {
			sentence: (day: string, what: string) => `The newest run, ${day}: ${what}`,
			again: (list: string) => `holds again: ${list}`,
			bad: (checks: number) => `${plural(checks, 'check')} failing as before`,
			lost: (checks: number) => `${plural(checks, 'check')} without an answer any more`,
			flip: (list: string) => `flipping: ${list}`,
			good: (checks: number) => `${plural(checks, 'check')} good`,
			absent: (cells: number) => `${plural(cells, 'configuration')} not in it`,
			nothing: 'nothing is known of it',
		},
		gaps: {
			opened: (what: string) => `Security gap opened: ${what}`,
			other: (what: string) => `Security gap that fails in another way now: ${what}`,
			closed: (what: string) => `Security gap closed: ${what}`,
			lost: (what: string) => `Security gap of which there is no answer any more: ${what}`,
			open: (what: string) => `Security gap open: ${what}`,
		},
		perConfiguration:
			'Each strip is of one configuration; where a check went the same way in several, they share one.',
		legend: (marks: readonly string[]) =>
			`${[...marks, '· says nothing'].join(' · ')}; oldest first. A flip is a change between two runs, or two attempts, of one cell with the same stack.`,
		/** What a square without a mark says. */
		nothingSaid: 'says nothing',
		label: 'history',
		flips: (flips: number, chances: number) => `${flips} of ${chances}`,
		oldestFirst: 'runs, oldest first',
		flip: 'A flip is a change between two runs, or two attempts, of one cell with the same stack.',
	},
}

export type CompareWords = typeof english

const verdicts: Readonly<Record<string, string>> = {
	...chinese.report.verdicts,
	'security gap': chinese.decision.gap,
	'not recorded': '未记录',
	'not asked': '未测试',
}
const parts: Readonly<Record<string, string>> = { ...chinese.decision.parts, ...chinese.axis }
const own = (table: Readonly<Record<string, string>>, word: string): string =>
	(Object.hasOwn(table, word) ? table[word] : undefined) ?? word

const inChinese: CompareWords = {
	comma: '，',
	directions: {
		worse: '变差',
		lost: '不再有结论',
		better: '变好',
		regained: '重新有结论，或新增',
		other: '说法不同',
	},
	noChange: '没有结论发生变化。',
	noChangeTold: '就第二次运行所记录的而言，没有结论发生变化。',
	nothingTold: '两次运行都没有得出任何结论：没有一项检查有结果。',
	shortfall: {
		before: '第一次运行不完整：其中没有记录的，以前可能就是如此',
		after: '第二次运行不完整：其中没有记录的，可能已经失败',
		states: {
			interrupted: '运行被中断',
			running: '运行没有结束的记录：它被强行终止，或仍在进行',
		},
		damaged: (gap) => `记录已损坏：${gap}`,
		broke: (reason, cells) => `${cells} 个配置出错：${reason}`,
		noReason: '没有给出原因',
	},
	isNew: '配置为第一次运行所没有',
	vanished: '消失的配置',
	appeared: '新出现的配置',
	stacks: '软件栈的差异',
	compared: '比较范围',
	pairs: (cells, checks) => `比较了 ${cells} 对配置；${checks} 项检查在两次运行中结论相同。`,
	change: (check, before, after, why, cells) => `${check}：${before} → ${after}，${why}（${cells} 个配置）`,
	sameStack: '软件栈没有差异',
	noStack: '软件栈未知',
	answered: '有结论',
	differs: (list) => `差异：${list}`,
	difference: (what, before, after) => `${what} ${before} → ${after}`,
	pair: (cells, message) => `${cells}：${message}`,
	more: (count) => `另有 ${count} 个`,
	verdict: (word) => own(verdicts, word),
	form: (verdict, form) => `${verdict}（${form}）`,
	part: (what) => own(parts, what),
	decided: {
		sentence: (before, after, what) => `${before} → ${after}：${what}`,
		worse: (list) => `变差：${list}`,
		better: (list) => `变好：${list}`,
		lost: (checks) => `${checks} 项检查不再有结论`,
		same: (checks) => `${checks} 项检查相同`,
		found: (gaps) => `此前没有结论之处有 ${gaps} 处隔离失效`,
		checks: (checks) => `${checks} 项检查`,
		nothing: '没有可比较的内容',
		vanished: (cells) => `${cells} 个配置已消失`,
		and: '；',
		check: (check, cells) => `${check}（${cells} 个配置）`,
		more: (list, count) => `${list}，另有 ${count} 项`,
		gaps: {
			opened: (what) => `新出现的隔离失效：${what}`,
			found: (what) => `此前没有结论之处的隔离失效：${what}`,
			other: (what) => `现以其他方式失败的隔离失效：${what}`,
			closed: (what) => `已消除的隔离失效：${what}`,
			lost: (what) => `不再有结论的隔离失效：${what}`,
			still: (what) => `两者都有的隔离失效：${what}`,
		},
	},
	page: {
		section: (title, count) => `${title}（${count}）`,
		cells: (count) => `${count} 个配置`,
		sameStack: '软件栈没有差异',
		noStack: '软件栈未知',
		heads: { check: '检查', where: '范围', with: '差异' },
	},
	history: {
		title: (runs) => `${runs} 次运行`,
		span: (runs, from, to) => `${runs} 次运行，${from} 至 ${to}`,
		nothing: '没有失败的检查，也没有结论反复的检查。',
		untold: {
			nothing: '就这些运行所记录的而言，没有失败的检查，也没有结论反复的检查；记录并不完整。',
			nothingLearned: '没有得出任何结论：这些运行中没有一项检查有结果。',
			title: '未能得知的：',
			silent: '没有一项检查有结果',
			damaged: '记录已损坏',
			missing: '缺少计划的一部分',
			broken: (cells) => `${cells} 个配置出错`,
			errors: (checks) => `${checks} 项检查出错`,
			unavailable: (cells) => `${cells} 个配置无法测试`,
		},
		redSince: (run) => `自 ${run} 起失败`,
		redFrom: (run, last) => `自 ${run} 至 ${last} 失败，此后没有结论`,
		flaky: (rate) => `不稳定：${rate}`,
		rate: (flips, chances, percent, atMost) =>
			`${chances} 次中反复 ${flips} 次（${percent} %，95 % 置信度下不超过 ${atMost} %）`,
		heads: ['检查', '配置', '各次运行', '失败', '反复'],
		cells: (count, names) => `${count} 个配置：${names}`,
		decided: {
			sentence: (day, what) => `最新的运行（${day}）：${what}`,
			again: (list) => `重新成立：${list}`,
			bad: (checks) => `${checks} 项检查仍然失败`,
			lost: (checks) => `${checks} 项检查不再有结论`,
			flip: (list) => `反复：${list}`,
			good: (checks) => `${checks} 项检查成立`,
			absent: (cells) => `${cells} 个配置不在其中`,
			nothing: '没有任何结论',
		},
		gaps: {
			opened: (what) => `新出现的隔离失效：${what}`,
			other: (what) => `现以其他方式失败的隔离失效：${what}`,
			closed: (what) => `已消除的隔离失效：${what}`,
			lost: (what) => `不再有结论的隔离失效：${what}`,
			open: (what) => `隔离失效：${what}`,
		},
		perConfiguration: '每条只属于一个配置；同一检查在多个配置中经过相同时，它们共用一条。',
		legend: (marks) =>
			`${[...marks, '· 无结论'].join(' · ')}；最早的在前。反复是指同一配置在软件栈相同的两次运行或两次尝试之间结论不同。`,
		nothingSaid: '无结论',
		label: '历史',
		flips: (flips, chances) => `${chances} 次中 ${flips} 次`,
		oldestFirst: '各次运行，最早的在前',
		flip: '反复是指同一配置在软件栈相同的两次运行或两次尝试之间结论不同。',
	},
}

export const compareWords: Readonly<Record<Language, CompareWords>> = { en: english, zh: inChinese }

/** More checks than this are a number; the sections below name them all. */
const checksShown = 5

/** Checks with the number of cells that each is about, those of most first. */
export function checkList(
	found: readonly (readonly [check: string, cells: number])[],
	words: CompareWords,
): string {
	const counts = new Map<string, number>()
	for (const [check, cells] of found) counts.set(check, (counts.get(check) ?? 0) + cells)
	const all = [...counts]
		.sort(([, a], [, b]) => b - a)
		.map(([check, cells]) => words.decided.check(check, cells))
	const shown = all.slice(0, checksShown).join(words.comma)
	return all.length > checksShown ? words.decided.more(shown, all.length - checksShown) : shown
}

/** A security gap by name, in what is decided first. */
export interface SaidGap {
	readonly isNew: boolean
	readonly words: string
}
