import type { Command } from 'commander'
import { totalmem } from 'node:os'
import {
	diagnosisJson,
	examineHost,
	installMissing,
	newerQemu,
	renderDiagnosis,
	type Diagnosis,
	type Host,
} from '#harness/doctor'
import { type Context, wantsColor } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import { refuse, strayWords } from '../../usage.ts'
import type { DoctorFlags } from './command.ts'
import type { Architecture } from '#results/architecture'
import type { DriverChoice } from '#vm'
import { keptNote, keptVms } from '#vm/kept'
import { readArch } from '../../flags/read-arch.ts'
import { readDriver } from '../../flags/read-driver.ts'
import { oneLine } from '../../view/one-line.ts'

const NOTHING_TO_DO = 'Nothing to install: this machine has everything that is needed.\n'

export async function doctorAction(
	flags: DoctorFlags,
	command: Command,
	context: Context,
	finish: Finish,
): Promise<void> {
	const problems = [...strayWords(command)]
	const driver = readDriver(flags, { env: context.env, problems })
	const arch = readArch(flags.arch, problems)
	refuse(command, problems)
	finish(await doctor(flags, { choice: driver ?? 'auto', arch }, context))
}

interface Guests {
	readonly choice: DriverChoice
	readonly arch: Architecture | undefined
}

async function doctor(flags: DoctorFlags, { choice, arch }: Guests, context: Context): Promise<number> {
	const host = await hostOf(context)
	if (flags.fix) {
		await sweep(flags, context)
		const before = await examineHost({ arch, host })
		if (before.rows.every((row) => row.finding.state !== 'missing')) {
			context.stdout.write(flags.json ? diagnosisJson(before) : NOTHING_TO_DO)
			return 0
		}
		if (before.packages.length > 0 || before.needsLists) await fix(before, host, flags, context)
	}
	const log = (message: string) => void context.stderr.write(`· ${oneLine(message)}\n`)
	const { services, env } = context
	const { signal } = host
	const diagnosis = await examineHost({
		arch,
		host,
		driver: () => services.chooseDriver(choice, { arch, signal }),
		probeAccelerator: (driver) => services.probeAccelerator({ arch, env, signal, log, driver })(),
	})
	context.stdout.write(flags.json ? diagnosisJson(diagnosis) : table(diagnosis, context))
	if (!flags.json) for (const vm of await keptVms({ signal })) context.stdout.write(`\n${keptNote(vm)}\n`)
	return diagnosis.ready ? 0 : 3
}

/** Says what it removed, where that was anything. */
async function sweep({ json }: DoctorFlags, { stdout, stderr, services }: Context): Promise<void> {
	const screen = json ? stderr : stdout
	for (const path of await services.sweepVms())
		screen.write(`Removed what a killed harness left: ${oneLine(path)}\n`)
}

async function fix(before: Diagnosis, host: Host, flags: DoctorFlags, context: Context): Promise<void> {
	const { stdout, stderr, env, services } = context
	// With --json, standard output is for the program that reads it.
	const screen = flags.json ? stderr : stdout
	const missing = before.rows.filter(({ finding }) => finding.state === 'missing')
	screen.write('Missing here:\n')
	for (const { id, why } of missing) screen.write(`  ${id}, which ${why}\n`)
	await installMissing(before, {
		run: host.run,
		env,
		isRoot: host.isRoot,
		hasPackageLists: services.hasPackageLists,
		newerQemu: () => newerQemu(host),
		print: (text) => void screen.write(text),
		signal: host.signal,
	})
	screen.write('\n')
}

function table(diagnosis: Diagnosis, { stdout, env, services }: Context): string {
	return renderDiagnosis(diagnosis, {
		color: wantsColor(stdout, env),
		width: stdout.columns ?? 110,
		isRoot: services.isRoot,
	})
}

async function hostOf({ env, services, interrupts }: Context) {
	return {
		run: services.runProgram,
		env,
		isRoot: services.isRoot,
		nodeVersion: process.versions.node,
		memoryBytes: totalmem(),
		cacheDir: await services.cacheDirectory(env),
		signal: interrupts.signal,
	} satisfies Host
}
