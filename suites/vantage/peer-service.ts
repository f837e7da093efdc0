import { type HostService, type HostServiceRequest, startHostService } from './host-service.ts'

/** A probe server of the peer's on an address that is the peer's for so long, shown to answer to `host`. */
export async function startPeerService(
	request: Omit<HostServiceRequest, 'enter' | 'where'>,
): Promise<HostService> {
	const { guest, address, signal } = request
	const change = (verb: 'replace' | 'delete') =>
		['ip', 'netns', 'exec', 'peer', 'ip', 'address', verb, `${address}/32`, 'dev', 'lo'] as const
	// Without the check's signal: it goes above all when the check was cut short.
	const remove = async () => void (await guest.exec(change('delete'), { deadline: 20_000 }))
	await guest.check(change('replace'), { signal })
	try {
		const service = await startHostService({ ...request, where: 'peer' })
		return {
			...service,
			async [Symbol.asyncDispose]() {
				await service[Symbol.asyncDispose]()
				await remove()
			},
		}
	} catch (error) {
		await remove()
		throw error
	}
}
