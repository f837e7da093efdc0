import type { Command } from 'commander'
import { checkRows, checksMarkdown, checksText, coverageText } from '#harness/checks'
import type { Context } from '../../context.ts'
import { refuse, strayWords } from '../../usage.ts'
import type { ChecksFlags } from '../checks.ts'

export function checksAction(flags: ChecksFlags, command: Command, context: Context): void {
	const problems = [...strayWords(command)]
	if (Object.keys(flags).length > 1) problems.push('--json, --markdown and --coverage exclude each other')
	refuse(command, problems)
	context.stdout.write(render(flags, context))
}

function render(flags: ChecksFlags, { stdout }: Context): string {
	if (flags.coverage) return coverageText()
	const rows = checkRows()
	if (flags.json) return `${JSON.stringify({ checks: rows }, null, '\t')}\n`
	return flags.markdown ? checksMarkdown(rows) : checksText(rows, Math.min(stdout.columns ?? 100, 110))
}
