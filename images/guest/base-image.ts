import { rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defaultGuest } from '#results'
import { type Architecture, hostArchitecture } from '#results/architecture'
import { runTool, shellQuote } from '#vm/host'
import type { Apt } from '../artifacts/apt/apt.ts'
import { aptFault } from '../artifacts/apt/apt-fault.ts'
import type { Cache } from '../artifacts/cache.ts'
import { hashOf } from '../artifacts/cache-keys.ts'
import { ArtifactFault } from '../artifacts/fault.ts'
import { ext4Image } from '../artifacts/tree.ts'
import { assertRunsPrograms } from '../host/foreign-programs.ts'
import { foreignOptions, runMmdebstrap } from '../host/mmdebstrap.ts'
import { type GuestOwners, guestOwners } from '../host/owners.ts'
import type { GuestDistribution } from './distributions/index.ts'
import { periodOf, RENEWED_DAYS, sourcesOf } from './base-image-key.ts'
import { writeOverlay } from './overlay.ts'

/** Docker's data-root lies on the root disk; the image is sparse. */
const ROOM_MIB = 6 * 1024

export interface BaseImage {
	/** An ext4 image, read-only by convention: each VM writes to an overlay over it. */
	readonly path: string
	/** Hash of what it was built from. */
	readonly key: string
	/** When it was built, and so of which day Debian's packages in it are. */
	readonly builtAt: Date
	readonly guest: GuestDistribution
}

/** Milliseconds. The packages' own scripts, thousands of short programs, are what an emulator is slow at. */
const deadlineOf = (arch: Architecture): number => (arch === hostArchitecture() ? 900_000 : 3_600_000)

/** An image that is older is not used offline either. */
const MAX_PERIODS_OFFLINE = 12

export interface BaseImageOptions {
	readonly arch: Architecture
	readonly signal?: AbortSignal | undefined
	readonly log?: (message: string) => void
	/** Milliseconds since 1970; default: the clock's. */
	readonly now?: number
	/** How this process gives files their owners; default: as it can. */
	readonly owners?: typeof guestOwners
}

/**
 * The guest's root file system: its distribution from the host's own mirror, built once in 30 days and shared by every
 * cell with this guest.
 * @throws ArtifactFault when it cannot be built, `offline` where it would have to be.
 */
export async function baseImage(
	guest: GuestDistribution,
	cache: Cache,
	apt: Apt,
	options: BaseImageOptions,
): Promise<BaseImage> {
	const { arch, signal, owners: findOwners = guestOwners } = options
	if (guest.system === undefined)
		throw new ArtifactFault('unsupported', `This version of the harness has no way to build ${guest.title}.`)
	const { suite, packages } = guest.system
	const period = periodOf(options.now ?? Date.now())
	const { files, setup, inputsOf } = await sourcesOf(guest.system, arch)
	const inputs = (await lastOffline(cache, apt, period, inputsOf)) ?? inputsOf(period)
	const dir = await cache.entry({
		kind: 'base',
		inputs,
		signal,
		onBuild: () =>
			options.log?.(
				`Building the base image: ${guest.title} with systemd and the probing tools. This takes some minutes, once in ${RENEWED_DAYS} days`,
			),
		build: async (into) => {
			await assertRunsPrograms(arch)
			const owners = await findOwners(signal)
			const [tar, overlay, sources] = ['root.tar', 'overlay.tar', 'sources.list'].map((name) =>
				join(into, name),
			)
			await writeOverlay(files, overlay!)
			// In a file, not among the arguments: the mirror's address may hold a password.
			await writeFile(sources!, apt.sourcesListOf(suite), { mode: 0o600 })
			try {
				await runMmdebstrap(
					owners.mmdebstrapMode,
					[
						...['--variant=minbase', '--format=tar', `--include=${packages.join(',')}`],
						`--aptopt=${apt.configAcquirePath}`,
						...foreignOptions(arch),
						`--customize-hook=tar-in ${shellQuote(overlay!)} /`,
						// Its text: as another user than root, mmdebstrap could not reach the file itself.
						`--customize-hook=${setup}`,
						...[suite, tar!, sources!],
					],
					{ to: 'build the base image', signal, deadline: deadlineOf(arch) },
				)
			} catch (error) {
				throw aptFault(error, 'The base image could not be built.')
			}
			await tarToExt4(tar!, into, owners, signal)
			for (const path of [tar!, overlay!, sources!]) await rm(path)
		},
	})
	const path = join(dir, 'base.ext4')
	return { path, key: hashOf(inputs), builtAt: (await stat(path)).mtime, guest }
}

const dayOf = (ms: number): number => Math.floor(ms / (24 * 60 * 60_000))

/** For the notes of a run: its packages are not in the lock, so which day they are of is all that can be said of them. */
export function baseImageNote(
	{ builtAt, guest }: Pick<BaseImage, 'builtAt' | 'guest'>,
	now = Date.now(),
): string {
	// Days of the calendar that the date is of, UTC: the evening before is yesterday, not today.
	const days = Math.max(0, dayOf(now) - dayOf(builtAt.getTime()))
	const ago = days === 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`
	const which = guest.value === defaultGuest ? '' : ` of ${guest.title}`
	return `The base image${which} was built on ${builtAt.toISOString().slice(0, 10)}, ${ago}.`
}

/** Offline, an image of an earlier period is better than none. */
async function lastOffline<T>(
	cache: Cache,
	apt: Apt,
	period: number,
	inputsOf: (period: number) => T,
): Promise<T | undefined> {
	if (!apt.isOffline) return undefined
	for (let age = 0; age < MAX_PERIODS_OFFLINE; age++) {
		const inputs = inputsOf(period - age)
		const found = await cache.verify({ kind: 'base', inputs })
		if (found && found.damage === undefined) return inputs
	}
	return undefined
}

/** mke2fs of Debian 12 cannot read a tarball, so the tree is unpacked once on its way. */
async function tarToExt4(
	tar: string,
	into: string,
	owners: GuestOwners,
	signal: AbortSignal | undefined,
): Promise<void> {
	const tree = join(into, 'tree')
	const image = join(into, 'base.ext4')
	const run = (argv: readonly string[], to: string) =>
		runTool([...owners.asRoot, ...argv], { to, signal, deadline: 300_000 })
	await run(['mkdir', '-m', '0755', tree], 'prepare the base image')
	try {
		// The kernel's devtmpfs brings the device nodes; unpacking them would need privileges for nothing.
		await run(
			['tar', '-xf', tar, '-C', tree, '--numeric-owner', '-p', '--exclude=./dev/*'],
			'unpack the base image',
		)
		await ext4Image(tree, `${image}.new`, {
			label: 'root',
			signal,
			spareMiB: ROOM_MIB,
			journal: true,
			keepModes: true,
			asRoot: owners.asRoot,
		})
		await rename(`${image}.new`, image)
	} finally {
		// Not by us: as another user than root, the tree is not ours to remove.
		await run(['rm', '-rf', '--', tree], 'clean up after the base image')
	}
}
