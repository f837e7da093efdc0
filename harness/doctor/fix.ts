import { HostError } from '#results'
import type { NewerQemu } from './backports.ts'
import type { Diagnosis } from './examine.ts'
import type { ProgramEnd, RunProgram } from '#vm/host'

export interface FixOptions {
	readonly run: RunProgram
	readonly env: NodeJS.ProcessEnv
	readonly isRoot: boolean
	/** Whether apt has any package list yet; a fresh container or cloud image often has none. */
	readonly hasPackageLists: () => Promise<boolean>
	/** How to get a better QEMU than the machine's own sources have, where there is one. */
	readonly newerQemu?: () => Promise<NewerQemu | undefined>
	/** Gets each command before it runs, and what it prints. */
	readonly print: (text: string) => void
	readonly signal?: AbortSignal | undefined
}

/** Seconds: a slow mirror and QEMU's hundred megabytes. */
const INSTALL_DEADLINE = 20 * 60_000

/** Another apt may be at work on a machine that has just booted; waiting for it is better than failing. */
const WAIT_FOR_LOCK = ['-o', 'DPkg::Lock::Timeout=120']

const asRoot = (isRoot: boolean, argv: readonly string[]) => (isRoot ? argv : ['sudo', ...argv])

/** The command that fetches apt's package lists. */
export const updateCommand = (isRoot: boolean) => asRoot(isRoot, ['apt-get', ...WAIT_FOR_LOCK, 'update'])

/** The command that installs what is missing, as it is shown and as it is run. */
export function installCommand(packages: readonly string[], isRoot: boolean): readonly string[] {
	const install = ['apt-get', ...WAIT_FOR_LOCK, 'install', '-y', '--no-install-recommends', ...packages]
	// sudo drops the environment, so the variable goes behind it.
	return asRoot(isRoot, ['env', 'DEBIAN_FRONTEND=noninteractive', ...install])
}

/**
 * Fetches the package lists and installs the packages that a diagnosis asks for. Each command is printed before
 * it runs.
 * @throws HostError when a command fails or cannot be run.
 */
export async function installMissing(diagnosis: Diagnosis, options: FixOptions): Promise<void> {
	const { isRoot, print } = options
	const update = updateCommand(isRoot)
	const install = installCommand(diagnosis.packages, isRoot)
	const fresh = diagnosis.needsLists || !(await options.hasPackageLists())
	if (fresh) {
		print('apt has no package lists yet.\n')
		succeed(update, await start(update, options))
	}
	if (diagnosis.packages.length === 0) return
	const qemus = diagnosis.packages.filter((name) => name.startsWith('qemu-system-'))
	if (qemus.length > 0) await installNewerQemu(qemus, options)
	const first = await start(install, options)
	if (fresh || !isStaleLists(first)) return succeed(install, first)
	print("apt's package lists are out of date: fetching new ones and trying once more.\n")
	succeed(update, await start(update, options))
	succeed(install, await start(install, options))
}

/** Best effort: an ordinary QEMU of the machine's own sources will do, and is installed next if this one is not. */
async function installNewerQemu(qemus: readonly string[], options: FixOptions): Promise<void> {
	const newer = await options.newerQemu?.()
	if (!newer) return
	options.print(`${newer.why}\n`)
	const update = asRoot(options.isRoot, ['apt-get', ...newer.options, 'update'])
	const install = installCommand(
		[...newer.options, ...new Set([...newer.packages, ...qemus])],
		options.isRoot,
	)
	for (const command of [update, install]) {
		const end = await start(command, options)
		if (end.state === 'ended' && end.code === 0) continue
		options.print("That did not work; going on with the QEMU of this machine's own sources.\n")
		return
	}
}

async function start(argv: readonly string[], options: FixOptions): Promise<ProgramEnd> {
	const { run, print, env, signal } = options
	print(`\n$ ${argv.join(' ')}\n`)
	// In English, since what apt says of stale lists is read.
	const english = { ...env, LC_ALL: 'C.UTF-8' }
	return run(argv, {
		deadline: INSTALL_DEADLINE,
		env: english,
		signal,
		onOutput: print,
		terminal: !options.isRoot,
	})
}

/**
 * What apt says when its lists name no such package, name a file that the mirror has since replaced, or name a
 * package that is older than what this machine already has (an image whose lists were cut down to one suite).
 */
function isStaleLists(end: ProgramEnd): boolean {
	return (
		end.state === 'ended' &&
		end.code !== 0 &&
		/Unable to locate package|has no installation candidate|Failed to fetch|Unable to fetch|unmet dependencies/.test(
			end.output,
		)
	)
}

function succeed(argv: readonly string[], end: ProgramEnd): void {
	const command = argv.join(' ')
	const hint = `Run it yourself${argv[0] === 'sudo' ? ' as root' : ''}, then run \`rootless-matrix doctor\` again.`
	switch (end.state) {
		case 'absent':
			throw new HostError(`\`${argv[0]}\` is not there, so \`${command}\` cannot be run.`, {
				hint:
					argv[0] === 'sudo'
						? `As root, run: ${argv.slice(1).join(' ')}`
						: '`doctor --fix` needs a Debian or Ubuntu machine.',
			})
		case 'timeout':
			throw new HostError(`\`${command}\` did not end within ${end.ms / 1000} s.`, { hint })
		case 'too-much-output':
			throw new HostError(`\`${command}\` printed more than ${end.bytes} bytes.`, { hint })
		case 'ended':
			if (end.code === 0) return
			// What it printed is on the screen already.
			throw new HostError(`\`${command}\` failed with ${end.code}.`, { hint })
	}
}
