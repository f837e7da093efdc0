/**
 * RootlessKit's word for a kernel that lets it make no namespace, which the tool asks it for from Docker 26 on. Anything
 * else that it may fail by is its own, or a lack of the guest.
 */
const noNamespace =
	/^\[rootlesskit:parent\] error: (failed to start the child: fork\/exec \S{1,200}: (?:permission denied|operation not permitted|no space left on device|invalid argument))$/m

/** What stands between these is a script that the tool wants root to run first. */
const wanted = /#{5,} BEGIN #{5,}\n(?<script>[\s\S]*?)#{5,} END #{5,}/

/**
 * What dockerd-rootless-setuptool.sh misses of the kernel, in one line: modules that it wants to be loaded, and that the
 * host has not, or namespaces. Undefined where it misses nothing, or also what a base image of ours should have brought (uidmap,
 * iptables): that is no refusal of the product.
 * @param printed What the tool wrote; no colours where nobody looks, but it does not ask.
 */
export function kernelRefusal(printed: string): string | undefined {
	const [, word] = noNamespace.exec(printed) ?? []
	if (word !== undefined && printed.includes('RootlessKit failed'))
		return `dockerd-rootless-setuptool.sh refuses to install: RootlessKit failed: ${word}`
	const script = wanted.exec(printed)?.groups?.['script']
	if (script === undefined) return undefined
	const commands = script
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '' && !line.startsWith('#') && !/^(sudo sh\b.*<<\s*)?EOF$/.test(line))
	if (commands.length === 0 || !commands.every((command) => /^modprobe [\w-]+$/.test(command)))
		return undefined
	return `dockerd-rootless-setuptool.sh refuses to install: Missing system requirements: ${commands.join('; ')}`
}
