import { catalogue } from '../catalogue/index.ts'
import { type MutationCell, mutationCells } from '../worlds/cells.ts'
import { exemptChecks, exemptIssues } from './exempt.ts'
import type { Change, Mutation, Red } from '../worlds/model.ts'

const row = (...cells: readonly string[]): string =>
	`| ${cells.map((text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`

/** The table of broken worlds for a reader: what is broken where, and what must notice. */
export function tableMarkdown(mutations: readonly Mutation[]): string {
	return [
		'# Broken worlds',
		'',
		'Generated from the table in this folder by `npm run mutations`. `npm run test:mutation` makes each of them in a real',
		'VM, asks the checks named here, and mends it. A red check must fail as nothing known excuses; a green one must not',
		'change. A form in brackets is held as well.',
		'',
		`${catalogue.length} checks, ${mutations.length} broken worlds.`,
		'',
		row('the world', 'cell', 'what is changed', 'red', 'green', 'told from'),
		row('---', '---', '---', '---', '---', '---'),
		...mutations.map(({ name, cell, changes, restart, red, green, tells = [] }) =>
			row(
				name,
				cell,
				[...changes.map(changeText), ...(restart === undefined ? [] : [`restart (${restart})`])].join('; '),
				Object.entries(red)
					.map(([check, form]) => `\`${check}\`${formText(form)}`)
					.join(', '),
				green.map((check) => `\`${check}\``).join(', '),
				tells.map((id) => `\`${id}\``).join(', '),
			),
		),
		'',
		'## Cells',
		'',
		row('cell', 'axes', 'daemon'),
		row('---', '---', '---'),
		...Object.entries(mutationCells).map(([name, { axes, daemonSettings }]: [string, MutationCell]) =>
			row(name, words(axes), words(daemonSettings)),
		),
		'',
		'## Not broken',
		'',
		...Object.entries({ ...exemptChecks, ...exemptIssues }).map(([id, why]) => `- \`${id}\`: ${why}`),
		'',
	].join('\n')
}

function changeText({ in: where, breaks }: Change): string {
	const lines = breaks.split('\n')
	const mounted = lines.length > 1 ? lines.filter((line) => !/^(mkdir|path=|chmod)/.test(line)) : lines
	return `${where}: \`${mounted.join(' ⏎ ').replaceAll('`', "'")}\``
}

function formText(red: Red): string {
	if (red === 'fail') return ''
	return ` (${Object.entries(red)
		.map(([way, form]) => `${way} ${form}`)
		.join(', ')})`
}

const words = (values: object): string =>
	Object.entries(values)
		.map(([key, value]) => `${key} ${String(value)}`)
		.join(', ')
