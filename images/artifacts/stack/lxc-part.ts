import { cp, mkdir, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { InternalError } from '#results'
import type { DownloadedPackage } from '../apt/apt.ts'
import { upstreamVersion } from '../apt/debian-packages.ts'
import { isThere } from '../tree.ts'
import { extractPackages } from '../unpack/packages.ts'
import { originOf } from './debian-part.ts'
import { buildPart, type PartContext, type StackPart } from './part.ts'

/** RootlessKit calls the first; the second is asked for the version, since the first does not know a way to say it. */
const programs = ['usr/libexec/lxc/lxc-user-nic', 'usr/bin/lxc-info']

/**
 * lxc-user-nic, and below `host/` what of Debian's lxc belongs on the host: `install-lxc` in the guest puts it there.
 * @param debs liblxc-common first, whose version is the part's
 */
export async function lxcPart(debs: readonly DownloadedPackage[], context: PartContext): Promise<StackPart> {
	const first = debs[0]
	if (!first) throw new InternalError('Nothing to build lxc-user-nic from.')
	const version = upstreamVersion(first.version)
	// Without the epoch: a directory of PATH has no colon.
	const directory = `lxc-${first.version.replace(/^\d+:/, '')}`
	return buildPart(
		{
			name: 'network',
			directory,
			program: 'lxc-user-nic',
			version,
			runsOnce: true,
			hostInstaller: 'lxc',
			origins: debs.map(originOf),
			inputs: { name: 'lxc', directory, debs: debs.map((deb) => `${deb.name} ${deb.sha256}`) },
			fill: async (out, tree) => {
				await extractPackages(debs, tree, context.signal)
				await mkdir(join(out, 'bin'))
				for (const path of programs) await cp(join(tree, path), join(out, 'bin', path.split('/').at(-1)!))
				await collectHost(tree, join(out, 'host'))
			},
		},
		context,
	)
}

/** lxc-net with its unit and settings, and liblxc, as the host's /usr and /etc have them. */
async function collectHost(tree: string, host: string): Promise<void> {
	const put = async (from: string, to = from) => {
		await mkdir(dirname(join(host, to)), { recursive: true })
		await cp(join(tree, from), join(host, to), { verbatimSymlinks: true })
	}
	for (const path of ['usr/libexec/lxc/lxc-net', 'etc/default/lxc', 'etc/default/lxc-net']) await put(path)
	const unit = 'lib/systemd/system/lxc-net.service'
	// Before Debian 13 the package names it through /lib, which is a link in the guest.
	await put((await isThere(join(tree, unit))) ? unit : `usr/${unit}`, `usr/${unit}`)
	for (const triplet of await readdir(join(tree, 'usr/lib')))
		for (const name of await readdir(join(tree, 'usr/lib', triplet)).catch(() => []))
			if (name.startsWith('liblxc.so')) await put(join('usr/lib', triplet, name))
}
