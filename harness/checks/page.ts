import { isSecurityGap, knownIssues, wrap, type Rule } from '#results'
import type { CheckDefinition } from '#suites'

/** One check with all there is to say: its contract, how it asks, and what is known to break it. */
export function checkPage(
	check: CheckDefinition,
	width: number,
	rules: readonly Rule[] = knownIssues,
): string {
	const block = (title: string, text: string) => ['', title, ...wrap(text, width, '  ')]
	const ways = Object.entries(check.ways)
	const issues = rules.filter(({ checks }) => Object.hasOwn(checks, check.id))
	const lines = [
		check.id,
		...block('It holds when', check.contract),
		...block('It applies', check.applies.label),
		...block(
			'It asks from',
			`${check.vantage.map((name) => places[name]).join('; ')}.${
				check.serial === undefined ? '' : ` Not beside other checks: ${check.serial}.`
			}`,
		),
		...(ways.length === 0
			? block('Ways', 'None: it asks the daemon or the kernel, and fails as a whole.')
			: ['', 'Ways, and the forms in which each may fail']),
		...ways.flatMap(([name, forms]) => wrap(`${name}: ${forms.join(', ')}`, width, '  ')),
		'',
		issues.length === 0 ? 'Nothing is known to break it.' : 'What is known to break it',
		...issues.flatMap((issue) => [
			...wrap(`${isSecurityGap(issue) ? '▲ security gap: ' : ''}${issue.title} (${issue.id})`, width, '  '),
			...wrap(`because ${issue.because}`, width, '    '),
			...historyOf(issue).flatMap((text) => wrap(text, width, '    ')),
			`    ${issue.see}`,
		]),
		'',
	]
	return lines.join('\n')
}

const places = {
	container: 'a container',
	netns: 'RootlessKit’s network namespace',
	host: 'the VM, as a normal process',
	peer: 'a peer on the VM’s LAN',
} as const

const seen = {
	elsewhere: 'seen elsewhere, not by this project’s own runs',
	read: 'read about, and seen in no run',
} as const

function historyOf({ since, fixed, seen: how }: Rule): string[] {
	const texts: string[] = []
	if (since !== undefined) texts.push(`since ${since}`)
	if (fixed !== undefined) texts.push(`fixed in ${fixed}`)
	texts.push(how === undefined ? 'measured' : seen[how])
	return [texts.join('; ')]
}
