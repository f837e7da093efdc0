import { basename } from 'node:path'
import type { KernelValue } from './kernel.ts'
import type { NetworkValue } from './network.ts'
import type { ProvidedVersion, RootlessKitValue } from './provided.ts'

/** What a cell's name says of its kernel: `k6.12`. */
export function kernelSlug(kernel: KernelValue): string {
	if (kernel.provider === 'file') return `kfile-${basename(kernel.path)}`
	if (kernel.provider === 'built') return `k${kernel.series}-${kernel.config}`
	return `k${kernel.kind === 'series' ? kernel.series : kernel.release}`
}

const versionSlug = (provided: ProvidedVersion): string =>
	provided.provider === 'local' ? `-local-${basename(provided.dir)}` : provided.version

/** `docker26.1`. */
export const dockerSlug = (docker: ProvidedVersion): string => `docker${versionSlug(docker)}`

/** `rk2.3.2`; empty for the one that comes with Docker. */
export const rootlesskitSlug = (kit: RootlessKitValue): string =>
	kit.provider === 'bundled' ? '' : `rk${versionSlug(kit)}`

/** `pasta2025_05_03`. */
export function networkSlug(network: NetworkValue): string {
	if ('file' in network) return `pasta-file-${network.file.sha256.slice(0, 8)}`
	return 'version' in network ? `${network.driver}${network.version ?? ''}` : network.driver
}
