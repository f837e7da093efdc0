import type { Command } from 'commander'
import { checkPage, checkRows, checksMarkdown, checksText, coverageText } from '#harness/checks'
import { catalogue, type CheckDefinition } from '#suites'
import type { Context } from '../../context.ts'
import { refuse, strayWords } from '../../usage.ts'
import type { ChecksFlags } from './command.ts'

export function checksAction(
	id: string | undefined,
	flags: ChecksFlags,
	command: Command,
	context: Context,
): void {
	const problems = [...strayWords(command)]
	if (Object.keys(flags).length > 1) problems.push('--json, --markdown and --coverage exclude each other')
	if (id !== undefined && (flags.markdown || flags.coverage))
		problems.push('one check is printed as a page, or with --json')
	const check = catalogue.find((one) => one.id === id)
	if (id !== undefined && check === undefined) problems.push(unknownCheck(id))
	refuse(command, problems)
	context.stdout.write(check === undefined ? render(flags, context) : renderOne(check, flags, context))
}

function unknownCheck(id: string): string {
	const near = catalogue.filter((one) => one.id.includes(id) || id.startsWith(one.id.split('.')[0] ?? ''))
	if (near.length === 0)
		return `there is no check "${id}"; \`rootless-matrix checks\` lists those that there are`
	return `there is no check "${id}"; there are: ${near.map((one) => one.id).join(', ')}`
}

function renderOne(check: CheckDefinition, { json }: ChecksFlags, { stdout }: Context): string {
	if (!json) return checkPage(check, Math.min(stdout.columns ?? 100, 110))
	const { coverage, ways } = check
	return `${JSON.stringify({ ...checkRows([check])[0], coverage, ways }, null, '\t')}\n`
}

function render(flags: ChecksFlags, { stdout }: Context): string {
	if (flags.coverage) return coverageText()
	const rows = checkRows()
	if (flags.json) return `${JSON.stringify({ checks: rows }, null, '\t')}\n`
	return flags.markdown ? checksMarkdown(rows) : checksText(rows, Math.min(stdout.columns ?? 100, 110))
}
