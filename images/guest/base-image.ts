import { readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Apt } from '../artifacts/apt.ts'
import { type Cache, hashOf } from '../artifacts/cache.ts'
import { ext4Image } from '../artifacts/tree.ts'
import { runTool } from '../host/run-tool.ts'

const here = import.meta.dirname
const probeScripts = join(here, '../probe/rootfs/probe')

const suite = 'trixie'

/** What rootless Docker's documentation asks for, what a Debian system brings anyway, and the probing tools. */
const packages = [
	...['systemd-sysv', 'udev', 'dbus', 'dbus-user-session', 'libpam-systemd', 'openssh-server'],
	...['uidmap', 'iptables', 'nftables', 'iproute2', 'kmod', 'procps', 'ca-certificates', 'e2fsprogs'],
	...['libslirp0', 'libglib2.0-0t64', 'libseccomp2', 'libcap2'],
	// Debian 12's dockerd 20.10 links to it.
	'libdevmapper1.02.1',
	...['socat', 'dnsmasq-base', 'iputils-ping', 'curl', 'tcpdump', 'conntrack', 'iperf3'],
]

/** Docker's data-root lies on the root disk; the image is sparse. */
const ROOM_MIB = 6 * 1024

export interface BaseImage {
	/** An ext4 image, read-only by convention: each VM writes to an overlay over it. */
	readonly path: string
	/** Hash of what it was built from. */
	readonly key: string
}

/** Files of a tree with their modes and contents, for the hash of an image's inputs. */
async function treeInputs(root: string): Promise<Record<string, string>> {
	const inputs: Record<string, string> = {}
	for (const name of (await readdir(root, { recursive: true })).sort()) {
		const path = join(root, name)
		const info = await stat(path)
		if (info.isFile()) inputs[name] = `${(info.mode & 0o111).toString(8)} ${await readFile(path, 'utf8')}`
	}
	return inputs
}

/** The guest's root file system: Debian 13 from the host's own mirror, built once and shared by every cell. */
export async function baseImage(
	cache: Cache,
	apt: Apt,
	options: { signal?: AbortSignal | undefined; log?: (message: string) => void } = {},
): Promise<BaseImage> {
	const { signal } = options
	const rootfs = join(here, 'rootfs')
	const inputs = {
		builder: 1,
		suite,
		packages,
		setup: await readFile(join(here, 'setup.sh'), 'utf8'),
		rootfs: await treeInputs(rootfs),
		probe: await treeInputs(probeScripts),
	}
	const dir = await cache.entry({
		kind: 'base',
		inputs,
		signal,
		onBuild: () => options.log?.('Building the base image: Debian 13 with systemd and the probing tools'),
		build: async (into) => {
			const tar = join(into, 'root.tar')
			await runTool(
				[
					'mmdebstrap',
					...['--variant=minbase', '--format=tar', `--include=${packages.join(',')}`],
					`--aptopt=${apt.configAcquirePath}`,
					...['--customize-hook=mkdir -p "$1/usr/lib/rootless-matrix/probe"'],
					`--customize-hook=sync-in ${shellQuote(rootfs)} /`,
					`--customize-hook=sync-in ${shellQuote(probeScripts)} /usr/lib/rootless-matrix/probe`,
					`--customize-hook=${shellQuote(join(here, 'setup.sh'))} "$1"`,
					...[suite, tar, `deb [signed-by=${apt.mirror.signedBy}] ${apt.mirror.uri} ${suite} main`],
				],
				{ to: 'build the base image', signal, deadline: 900 },
			)
			await tarToExt4(tar, into, signal)
			await rm(tar)
		},
	})
	return { path: join(dir, 'base.ext4'), key: hashOf(inputs) }
}

/** mke2fs of Debian 12 cannot read a tarball, so the tree is unpacked once on its way. */
async function tarToExt4(tar: string, into: string, signal: AbortSignal | undefined): Promise<void> {
	const tree = join(into, 'tree')
	const image = join(into, 'base.ext4')
	await runTool(['mkdir', tree], { to: 'prepare the base image', signal })
	// The kernel's devtmpfs brings the device nodes; unpacking them would need privileges for nothing.
	await runTool(['tar', '-xf', tar, '-C', tree, '--numeric-owner', '-p', '--exclude=./dev/*'], {
		to: 'unpack the base image',
		signal,
		deadline: 300,
	})
	await ext4Image(tree, `${image}.new`, { label: 'root', signal, spareMiB: ROOM_MIB, journal: true })
	await rename(`${image}.new`, image)
	await rm(tree, { recursive: true, force: true })
}

function shellQuote(text: string): string {
	return `'${text.replaceAll("'", `'\\''`)}'`
}
