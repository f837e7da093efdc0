import { mkdir, readdir } from 'node:fs/promises'
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { askDoctor, classForm, runWorker, workerNameForm } from '#harness/farm'
import { ownSources } from '#harness/sources'
import { makeOwnedDirectory, removeTree } from '#vm/host'
import type { Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import { refuse, strayWords } from '../../usage.ts'
import { oneLine } from '../../view/one-line.ts'
import { checkArtifactFlags } from '../../flags/artifact-sources.ts'
import { readCount } from '../../flags/read-count.ts'
import { readDriver } from '../../flags/read-driver.ts'
import type { WorkerFlags } from './command.ts'
import { openFarmStore, readPlace } from './places.ts'
import { runFlags } from './run-flags.ts'

/** The harness's own command line, as this process was started with it. */
const command = [process.execPath, process.argv[1] ?? '']

export async function workerAction(
	flags: WorkerFlags,
	verb: Command,
	context: Context,
	finish: Finish,
): Promise<void> {
	const { env, interrupts, stdout, version } = context
	const problems = [...strayWords(verb)]
	const [url, place] = [
		readPlace('queue', flags, { env, problems }),
		readPlace('store', flags, { env, problems }),
	]
	const jobs = readCount('--jobs', flags.jobs, { from: 1, problems }) ?? 1
	const maxIdle = readCount('--max-idle', flags.maxIdle, { from: 1, problems })
	const driver = readDriver(flags, { env, problems })
	const asked = flags.classes?.split(',')
	for (const one of asked ?? [])
		if (!classForm.safeParse(one).success)
			problems.push(`--classes takes x86_64, x86_64-kvm, aarch64-tcg and the like with commas, not '${one}'`)
	const name =
		flags.name ??
		`${hostname()
			.replace(/[^A-Za-z0-9.-]/g, '-')
			.slice(0, 60)}-${process.pid}`
	if (!workerNameForm.safeParse(name).success)
		problems.push(`--name takes letters, digits, dots and dashes, not '${name}'`)
	checkArtifactFlags({ mirror: flags.mirror ?? [] }, problems)
	refuse(verb, problems)
	const { signal } = interrupts
	interrupts.means('VMs are shut down.')
	const store = await openFarmStore(place, flags, context)
	const dir = await workDirectory(flags.workDir)
	const driverFlags = driver === undefined ? [] : ['--driver', driver]
	const say = (message: string) => void stdout.write(`${oneLine(message)}\n`)
	try {
		const found = await askDoctor({ command, flags: driverFlags, dir }, signal)
		const ran = await runWorker({
			store,
			url,
			classes: asked ?? found,
			name,
			jobs,
			tool: { version, sources: await ownSources() },
			maxIdle: maxIdle === undefined ? undefined : maxIdle * 60_000,
			command,
			flags: runFlags(flags, { driver, store: place }),
			dir,
			signal,
			say,
		})
		say(`Worker ${name} ends after ${ran} ${ran === 1 ? 'cell' : 'cells'}.`)
		finish(0)
	} finally {
		// What is not in the store yet stays, and was told.
		if (flags.workDir === undefined && (await isEmpty(dir))) await removeTree(dir)
	}
}

async function workDirectory(asked: string | undefined): Promise<string> {
	if (asked !== undefined) {
		await mkdir(asked, { recursive: true })
		return resolve(asked)
	}
	return makeOwnedDirectory('farm')
}

/** Whether no directory of a cell is left in those of the runs. */
async function isEmpty(dir: string): Promise<boolean> {
	const entries = await readdir(dir, { withFileTypes: true, recursive: true })
	return !entries.some((entry) => entry.isDirectory() && /^[0-9a-f]{12}$/.test(entry.name))
}
