import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { refuse, strayWords } from '../../usage.ts'
import type { InspectFlags } from './command.ts'
import { inspectKernel } from './inspection.ts'
import { readGivenKernel } from './read-given.ts'
import { inspectionJson, renderInspection } from './render.ts'

/** The narrowest that it can be read in; prose wider than the widest is hard to read. */
const MIN_WIDTH = 50
const MAX_WIDTH = 110

/** Returns the exit code. */
export async function inspectAction(
	files: readonly string[],
	{ docker, all, lang, json }: InspectFlags,
	command: Command,
	context: Context,
): Promise<number> {
	const problems = [...strayWords(command)]
	if (!/^\d+\.\d+(\.\d+)?$/.test(docker))
		problems.push(`--docker "${docker}": expected a version, such as 27.5.1`)
	refuse(command, problems)
	const { stdout } = context
	const inspection = inspectKernel(await readGivenKernel(files, context), docker)
	const width = Math.max(MIN_WIDTH, Math.min(stdout.columns ?? MAX_WIDTH, MAX_WIDTH))
	stdout.write(
		json
			? `${JSON.stringify(inspectionJson(inspection), null, '\t')}\n`
			: renderInspection(inspection, { width, all: all === true, language: lang }),
	)
	return inspection.verdict === 'broken' || inspection.verdict === 'cannot-run' ? 1 : 0
}
