import { ConfigurationError } from '#results'

/** A repository of a registry. */
export interface OciPlace {
	/** With its port. */
	readonly host: string
	readonly repository: string
	/** `https://host`, or http where that was allowed. */
	readonly origin: string
}

const form = /^oci:\/\/([A-Za-z0-9.-]+(?::\d{1,5})?|\[[0-9a-f:]+\](?::\d{1,5})?)\/(.+)$/
const part = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const repositoryForm = new RegExp(`^${part}(?:/${part})*$`)

export const isLoopback = (host: string): boolean =>
	/^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(host)

/** @throws ConfigurationError for what is no `oci://HOST/NAMESPACE`. */
export function readOciPlace(url: string, { insecure = false }: { insecure?: boolean } = {}): OciPlace {
	const [, host = '', repository = ''] = form.exec(url) ?? []
	if (host === '' || repository.length > 200 || !repositoryForm.test(repository))
		throw new ConfigurationError(
			'an OCI store is written oci://HOST/NAMESPACE, the namespace in lower case, and without a user or a password',
			{ hint: 'Such as oci://registry.example.org/nightly; log in with `docker login HOST`.' },
		)
	return { host, repository, origin: `${insecure || isLoopback(host) ? 'http' : 'https'}://${host}` }
}

/** An address, or undefined for what is none: of what a registry says, anything may come. */
export const addressOf = (text: string, base?: string): URL | undefined =>
	URL.canParse(text, base) ? new URL(text, base) : undefined
