import type { AskedVersion, BisectRecord } from './record.ts'

/** What a bisection came to, as Markdown. */
export function bisectReport(record: BisectRecord): string {
	const { axis, good, bad, check, fixed, values, asked, sentence } = record
	const rows = values.map((value) => {
		const answers = asked.filter((one) => one.value === value)
		return `| ${cell(value)} | ${answers.map(answerOf).join(', ') || 'not asked'} | ${answers.map(({ run }) => cell(run)).join(', ')} |`
	})
	return [
		`# ${check}: which ${axis}?`,
		'',
		sentence ?? 'Not finished: the same command goes on with it.',
		'',
		`Everything else stayed the same: ${fixed}.`,
		`Said to be good: ${good}; said to be bad: ${bad}. Both were asked first.`,
		'',
		`| ${axis} | ${check} | runs |`,
		'| --- | --- | --- |',
		...rows,
		'',
	].join('\n')
}

const answerOf = ({ outcome, reason }: AskedVersion): string =>
	outcome === 'none' ? `skipped: ${cell(reason ?? '')}` : outcome

/** Text of a guest's or of a tool's must not end the row, nor be markup. */
const cell = (text: string): string =>
	text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ')
