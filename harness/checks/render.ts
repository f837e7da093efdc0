import { isSecurityGap, plural, wrap } from '#results'
import type { CheckRow } from './rows.ts'

const letters = { container: 'C', netns: 'N', host: 'H', peer: 'X' } as const

const from = ({ vantage }: CheckRow): string => vantage.map((name) => letters[name]).join(', ')

const legend =
	'C a container, N RootlessKit’s network namespace, H the VM as a normal process, X a peer on its LAN'

/** For a terminal: what each check promises, when it applies, and what is known to break it. */
export function checksText(rows: readonly CheckRow[], width: number): string {
	const indent = '    '
	const block = (text: string) => wrap(text, width, indent).join('\n')
	return [
		`${plural(rows.length, 'check')}. From: ${legend}.`,
		...rows.map((row) =>
			[
				'',
				`${row.id}  (from ${from(row)})`,
				block(`holds when: ${row.contract}`),
				...(row.when === 'always' ? [] : [block(`applies: ${row.when}`)]),
				...(row.onDemand === undefined ? [] : [block(`asked where it is named: ${row.onDemand}`)]),
				// Two rules can be one issue in two forms.
				...new Set(
					row.knownIssues.map((issue) =>
						block(
							`${isSecurityGap(issue) ? 'security gap' : 'known'}: ${issue.title}${versions(issue)}`,
						).concat(`\n${indent}${issue.see}`),
					),
				),
			].join('\n'),
		),
		'',
	].join('\n')
}

const versions = ({ since, fixed }: CheckRow['knownIssues'][number]): string => {
	const parts = [...(since ? [`since ${since}`] : []), ...(fixed ? [`fixed in ${fixed}`] : [])]
	return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}

const cell = (text: string): string => text.replaceAll('|', '\\|')

/** As a Markdown table. */
export function checksMarkdown(rows: readonly CheckRow[]): string {
	const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
	return [
		line(['check', 'from', 'holds when', 'applies when', 'known issues']),
		line(['---', '---', '---', '---', '---']),
		...rows.map((row) =>
			line([
				`\`${row.id}\``,
				from(row),
				cell(row.contract),
				cell(row.onDemand === undefined ? row.when : `${row.when}; asked where it is named: ${row.onDemand}`),
				row.knownIssues.map(({ id, see }) => `[${id}](${see})`).join(', '),
			]),
		),
		'',
	].join('\n')
}
