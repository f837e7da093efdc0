import { rm } from 'node:fs/promises'
import type { Command } from 'commander'
import { guestArchitecture } from '#results/architecture'
import { isTerminal, sit, type Stand } from '#harness/shell'
import { recorded } from '#harness/matrix'
import type { ArtifactSources } from '#harness/run'
import { resolveMirrors } from '#harness/matrix'
import { connectGuest, type DriverChoice, makeOwnedDirectory, removeIfEmpty } from '#vm'
import { daemonUnitName } from '#vm/guest/commands'
import { type KeptVm, keptVms } from '#vm/kept'
import type { Context } from '../../context.ts'
import { refuse } from '../../usage.ts'
import { oneLine } from '../../view/one-line.ts'
import { checkArtifactFlags } from '../../flags/artifact-sources.ts'
import { readDriver } from '../../flags/read-driver.ts'
import type { ShellFlags } from './command.ts'
import { findCell, type FoundCell } from './find-cell.ts'
import { readStand } from './stand.ts'

export interface ShellCall {
	readonly cell: string
	readonly words: readonly string[]
	readonly flags: ShellFlags
	readonly command: Command
}

/** A name that a person types and a message shows. */
const keepName = /^[A-Za-z0-9][\w.-]{0,40}$/

/** @returns the exit code of the shell or the command. */
export async function shellAction(
	{ cell, words, flags, command }: ShellCall,
	context: Context,
): Promise<number> {
	const { env } = context
	const { signal } = context.interrupts
	const problems: string[] = []
	checkArtifactFlags(flags, problems)
	const driver = readDriver(flags, { env, problems })
	const stand = readStand(flags, words, problems)
	const { keep } = flags
	if (typeof keep === 'string' && !keepName.test(keep))
		problems.push(`--keep takes a name of letters, digits, "_", "-" and ".", not '${keep}'`)
	const others = await keptVms({ signal })
	const known = others.find(({ name }) => name === cell)
	if (known && keep !== undefined) problems.push(`${cell} is kept already`)
	if (typeof keep === 'string' && others.some(({ name }) => name === keep))
		problems.push(`there is a VM of the name ${keep}: stop it with \`rootless-matrix shell stop ${keep}\``)
	const found = known ? undefined : await findCell(cell, { ...flags, signal, problems })
	refuse(command, problems)
	if (known) return sitInKept(known, stand, context)
	if (!found) return 2
	context.interrupts.means('The VM is shut down.')
	const request: Opening = {
		found,
		stand,
		snapshots: flags.snapshots,
		driver: driver ?? found.matrix?.driver ?? 'auto',
		artifacts: {
			...found.artifacts,
			mirrors: [...resolveMirrors(flags.mirror ?? [], process.cwd()), ...(found.artifacts.mirrors ?? [])],
			...(flags.offline ? { offline: true } : {}),
			...(flags.frozen ? { frozen: true } : {}),
		},
	}
	context.stderr.write(`${found.cell.slug}\n`)
	if (keep === undefined) return sitInNew(request, context)
	const name = keep === true ? freeName(others) : keep
	const vm = await context.services.shell.startKeeper(
		{ ...request, name, cell: recorded(found.cell) },
		{ signal, log: noteTo(context), env },
	)
	context.interrupts.means(undefined)
	context.stderr.write(
		`Kept as ${name}: \`rootless-matrix shell ${name}\`, \`rootless-matrix shell stop ${name}\`\n`,
	)
	return sitInKept(vm, stand, context)
}

interface Opening {
	readonly found: FoundCell
	readonly stand: Stand
	readonly driver: DriverChoice
	readonly artifacts: ArtifactSources
	readonly snapshots: boolean
}

const noteTo =
	({ stderr }: Context) =>
	(message: string): void =>
		void stderr.write(`· ${oneLine(message)}\n`)

async function sitInNew(opening: Opening, context: Context): Promise<number> {
	// What a VM that did not come up left is there until another harness starts.
	const evidenceDir = await makeOwnedDirectory('cell')
	try {
		const code = await sitIn(evidenceDir, opening, context)
		await rm(evidenceDir, { recursive: true, force: true })
		return code
	} finally {
		await removeIfEmpty(evidenceDir)
	}
}

async function sitIn(
	evidenceDir: string,
	{ found, stand, artifacts, snapshots, driver }: Opening,
	context: Context,
): Promise<number> {
	const { services, interrupts, env } = context
	const { signal } = interrupts
	const log = noteTo(context)
	await using one = await services.shell.openOne({
		cell: found.cell,
		artifacts,
		snapshots,
		evidenceDir,
		env,
		signal,
		log,
		driver: await services.chooseDriver(driver, { arch: guestArchitecture([found.cell]), signal }),
		phase: (phase, work) => {
			log(phase)
			return work()
		},
	})
	greet({ daemon: one.daemon.state, stand }, context)
	return await sit(one.guest, services.shell.seat(), { stand, path: one.path, signal })
}

/** A connection of one's own: what else is done in the VM goes on beside it. */
export async function sitInKept(vm: KeptVm, stand: Stand, context: Context): Promise<number> {
	const { signal } = context.interrupts
	await using guest = await connectGuest({ ...vm.ssh, signal })
	greet({ daemon: vm.daemon, stand }, context)
	return await sit(guest, context.services.shell.seat(), { stand, path: vm.path, signal })
}

function greet({ daemon, stand }: { daemon: string; stand: Stand }, { stderr, services }: Context): void {
	if (daemon !== 'active')
		stderr.write(
			`The daemon did not start (${daemon}): \`journalctl --user -u ${daemonUnitName}\` says why.\n`,
		)
	if (stand.command === undefined && isTerminal(services.shell.seat()))
		stderr.write('~. at the beginning of a line leaves, whatever the guest does.\n')
}

function freeName(others: readonly KeptVm[]): string {
	for (let number = 1; ; number++) {
		const name = `vm${number}`
		if (!others.some((vm) => vm.name === name)) return name
	}
}
