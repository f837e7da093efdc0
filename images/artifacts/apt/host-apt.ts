import { join } from 'node:path'
import { runTool } from '#vm/host'
import { freeBytes } from '../fault.ts'

/** What the host's apt says of itself. */
export interface HostApt {
	/** Lines `ORIGIN|RELEASE|REPO_URI|SIGNED_BY`, one for each package list. */
	readonly targets: string
	/** As `apt-config dump` prints it. */
	readonly dump: string
}

/** Measured: the host's index took 36 MiB, with the lists of one suite of Debian. */
const HOST_INDEX_BYTES = 512 * 2 ** 20

/**
 * Asks the host's apt where its packages come from and how it gets there.
 * @param root a directory of ours, for what it would otherwise make anew each time. @throws HostError
 */
export async function askHostApt(root: string, signal: AbortSignal | undefined): Promise<HostApt> {
	const [targets, dump] = await Promise.all([
		runTool(
			[
				'apt-get',
				'indextargets',
				...(await hostIndex(root)),
				'--format',
				'$(ORIGIN)|$(RELEASE)|$(REPO_URI)|$(SIGNED_BY)',
				'Created-By: Packages',
			],
			{ to: 'find out which Debian mirror this host uses', signal },
		),
		runTool(['apt-config', 'dump'], { to: 'read the host’s apt configuration', signal }),
	])
	return { targets, dump }
}

/**
 * Options for the host's apt: one in a container often keeps no index of its lists, and would make it anew for each
 * question. It fails where it cannot write the index to the end.
 */
async function hostIndex(root: string): Promise<string[]> {
	if ((await freeBytes(root)) < HOST_INDEX_BYTES) return []
	const index = join(root, 'cache/host-pkgcache.bin')
	return ['-o', `Dir::Cache::pkgcache=${index}`, '-o', 'Dir::Cache::srcpkgcache=']
}
