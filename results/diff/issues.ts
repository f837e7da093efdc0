import { markdownCode as code, plainText as plain, plural, reproCommand, shellWord } from '../report/index.ts'
import type { DiffContext } from './forms/index.ts'
import type { Change, ResultsDiff } from './diff-results.ts'

/** More cells than this are a number. */
const CELLS_SHOWN = 20

const quote = (text: string): string => code(plain(text, 300)) || '``'

const wasGood = (before: string): boolean => before === 'pass' || before === 'fixed'

/** What the run before says nothing of has not got worse. */
const isUntold = (before: string): boolean =>
	['error', 'skipped', 'unavailable', 'not recorded', 'not asked'].includes(before.replace(/ \(.*/s, ''))

/** What differs between the good run and the bad one, for this change alone. */
function between({ differences, before, isNew }: Change): string[] {
	if (isNew)
		return [
			'The run before has no such cell: whether it did the same with earlier versions, it does not tell.',
		]
	if (differences.length === 0 && isUntold(before))
		return [
			'Nothing that was recorded differs between the two runs, and the first does not say what the check found.',
		]
	if (differences.length === 0)
		return [
			'Nothing that was recorded differs between the two runs: the same versions did otherwise. It may be flaky, or something outside the matrix changed.',
		]
	const was = wasGood(before) ? 'good' : quote(before)
	return differences.map(
		(one) => `- ${one.what}: ${was} with ${quote(one.before)}, bad with ${quote(one.after)}`,
	)
}

/** A command in a block of its own; its fence is longer than any run of backticks within, and it is one line. */
function consoleBlock(command: string): string[] {
	const runs = (command.match(/`+/g) ?? []).map((run) => run.length)
	const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run + 1)))
	return [`${fence}console`, `$ ${command}`, fence]
}

function issueOf(change: Change, diff: ResultsDiff, { presets }: DiffContext): string {
	const { check, before, after, pairs } = change
	const shown = pairs.slice(0, CELLS_SHOWN).map((pair) => {
		const said = pair.message === undefined ? '' : `: ${quote(pair.message)}`
		return `- ${quote(pair.after)}${said}`
	})
	const left = pairs.length - shown.length
	const first = pairs[0]?.after ?? ''
	return [
		`# ${quote(check)} ${isUntold(before) ? 'fails, and no failure was known before' : 'got worse'}: ${quote(before)} → ${quote(after)}`,
		'',
		`It was ${quote(before)} in ${quote(diff.before)} and is ${quote(after)} in ${quote(diff.after)}, in ${plural(pairs.length, 'cell')}:`,
		'',
		...shown,
		...(left === 0 ? [] : [`- and ${left} more`]),
		'',
		'## Between which versions',
		'',
		...between(change),
		'',
		'## To see it',
		'',
		...consoleBlock(
			`${reproCommand(diff.matrix, presets)} --only ${shellWord(plain(first))} --checks ${shellWord(plain(check))}`,
		),
		'',
	].join('\n')
}

/** One text for an issue tracker per thing that got worse, or failed anew; nothing where nothing did. What is quoted is untrusted. */
export function diffIssues(diff: ResultsDiff, context: DiffContext): string {
	return diff.changes
		.filter(({ direction }) => direction === 'worse')
		.map((change) => issueOf(change, diff, context))
		.join('\n')
}
