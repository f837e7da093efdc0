import { mkdir, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { runTool } from '#vm/host'
import type { Apt, DownloadedPackage, WantedPackage } from '../apt/apt.ts'
import type { PackageVersion } from '../apt/debian-names.ts'
import { sha256OfFile } from '../cache.ts'
import { aptFault, aptWords } from '../apt/apt-fault.ts'
import { assertPackage } from '../apt/debian-names.ts'
import { ArtifactFault } from '../fault.ts'
import { asked } from '../keys.ts'
import { lockedPackages } from '../apt/locked-packages.ts'
import type { PartContext } from '../stack/part.ts'
import type { ArtifactStore } from '../store/store.ts'

/** What of a {@link PartContext} it takes to get one. */
type SourceContext = Pick<PartContext, 'arch' | 'cache' | 'signal' | 'log'> & {
	readonly apt: Pick<Apt, 'versions' | 'configPath'> & Partial<Pick<Apt, 'freshenLists'>>
	readonly store?: Pick<ArtifactStore, 'lock'>
}

export interface SourceOptions {
	/** Never open a connection. */
	readonly offline?: boolean | undefined
}

/** Milliseconds for 150 MB. */
const DOWNLOAD_DEADLINE = 30 * 60_000

/**
 * Debian's package of a kernel's source, of the newest version of a series (`6.12`), by the lock file where it has it.
 * @throws ArtifactFault when no suite has the series, or the mirror not the package.
 */
export async function kernelSource(
	series: string,
	context: SourceContext,
	options: SourceOptions = {},
): Promise<DownloadedPackage> {
	const { apt, arch, store } = context
	const resolve = async () => [newestSource(series, await apt.versions(`linux-source-${series}`))]
	const download = (wanted: readonly WantedPackage[]) =>
		Promise.all(wanted.map((item) => downloadSource(item, context, options)))
	const [source] = await lockedPackages(asked.kernelSource(series), resolve, {
		apt: { download },
		arch,
		lock: store?.lock,
	})
	return source!
}

function newestSource(series: string, versions: readonly PackageVersion[]): PackageVersion {
	const [newest] = versions
	if (newest) return newest
	throw new ArtifactFault('not-found', `No Debian suite has linux-source-${series}.`, {
		hint: '`apt-cache search linux-source-` lists the series that Debian has the source of.',
	})
}

/**
 * An entry of the cache for each package: apt's own directory is for packages of one architecture, by whose name it
 * finds them, and this one is for all.
 */
async function downloadSource(
	item: WantedPackage,
	{ apt, cache, signal, log }: SourceContext,
	{ offline }: SourceOptions,
): Promise<DownloadedPackage> {
	assertPackage(item)
	const { name, version, suite } = item
	const wanted = `${name}=${version}`
	const dir = await cache.entry({
		kind: 'sources',
		inputs: { name, version, suite },
		signal,
		build: async (into) => {
			if (offline)
				throw new ArtifactFault('offline', `Not in the cache, and this run is offline: ${wanted}.`, {
					hint: 'Run `rootless-matrix fetch` where there is a connection, on the same cache.',
				})
			await apt.freshenLists?.()
			log?.(`Downloading ${wanted}`)
			const arriving = join(into, 'arriving')
			await mkdir(arriving)
			try {
				await runTool(['apt-get', 'download', '--', wanted], {
					to: `download ${wanted}`,
					signal,
					cwd: arriving,
					deadline: DOWNLOAD_DEADLINE,
					env: { APT_CONFIG: apt.configPath, ...aptWords },
				})
			} catch (error) {
				throw aptFault(error, `Debian’s mirror did not give ${wanted}.`, {
					absent:
						'Mirrors drop old versions from their pool, sources first: a lock file may ask for one that is gone.',
				})
			}
			const [file = ''] = await readdir(arriving)
			await rename(join(arriving, file), join(into, 'source.deb'))
		},
	})
	const path = join(dir, 'source.deb')
	const sha256 = await sha256OfFile(path)
	if (item.sha256 !== undefined && sha256 !== item.sha256)
		throw new ArtifactFault(
			'wrong-sum',
			`${name} ${version} has sha256 ${sha256}; the lock file says ${item.sha256}.`,
			{ evidence: [path], hint: 'If it is the right one after all, remove the entry from the lock file.' },
		)
	return { name, version, suite, path, sha256 }
}
