import type { Command } from 'commander'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from '#results'
import { shellQuote } from '#vm/host'
import type { Context } from '../../context.ts'
import { helpHint, refuse, strayWords } from '../../usage.ts'
import { newestRun } from '../report/read-run.ts'
import type { ShowReportFlags } from './command.ts'
import { serveRun } from './serve.ts'

export async function showReportAction(
	named: string | undefined,
	flags: ShowReportFlags,
	command: Command,
	context: Context,
): Promise<void> {
	const problems = [...strayWords(command)]
	const port = Number(flags.port ?? 0)
	if (!Number.isInteger(port) || port < 0 || port > 65_535)
		problems.push(`--port takes a port, not '${flags.port}'`)
	refuse(command, problems)
	const dir = named ?? (await newestRun(flags.runsDir, 'show-report'))
	if (!existsSync(dir))
		throw new ConfigurationError(`there is no directory ${dir}`, { hint: helpHint('show-report') })
	if (!existsSync(join(dir, 'report/index.html')))
		throw new ConfigurationError(`${dir} has no report/index.html`, {
			hint: `Where it is the directory of a run, \`rootless-matrix report ${shellQuote(dir)} --write\` makes it.`,
		})
	const { signal } = context.interrupts
	context.interrupts.endsWell()
	await using server = await serveRun(dir, port)
	context.stdout.write(`${server.address}\nCtrl-C ends it.\n`)
	if (!signal.aborted)
		await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
