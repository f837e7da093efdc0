import type { Command } from 'commander'
import { checkPage, checkRows, checksMarkdown, checksText, coverageText } from '#harness/checks'
import { selectChecks } from '#harness/matrix'
import { catalogue, type CheckDefinition } from '#suites'
import type { Context } from '../../context.ts'
import { refuse, strayWords } from '../../usage.ts'
import type { ChecksFlags } from './command.ts'

export function checksAction(
	glob: string | undefined,
	flags: ChecksFlags,
	command: Command,
	context: Context,
): void {
	const problems = [...strayWords(command)]
	if (Object.keys(flags).length > 1) problems.push('--json, --markdown and --coverage exclude each other')
	const ids = new Set(glob === undefined ? catalogue.map(({ id }) => id) : selectChecks([glob]))
	const checks = catalogue.filter(({ id }) => ids.has(id))
	const named = checks.find(({ id }) => id === glob)
	if (named && (flags.markdown || flags.coverage))
		problems.push('one check is printed as a page, or with --json')
	else if (glob !== undefined && flags.coverage) problems.push('--coverage is of all checks')
	if (glob !== undefined && checks.length === 0) problems.push(unknownCheck(glob))
	refuse(command, problems)
	context.stdout.write(named ? renderOne(named, flags, context) : render(checks, flags, context))
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

function render(checks: readonly CheckDefinition[], flags: ChecksFlags, { stdout }: Context): string {
	if (flags.coverage) return coverageText()
	const rows = checkRows(checks)
	if (flags.json) return `${JSON.stringify({ checks: rows }, null, '\t')}\n`
	return flags.markdown ? checksMarkdown(rows) : checksText(rows, Math.min(stdout.columns ?? 100, 110))
}
