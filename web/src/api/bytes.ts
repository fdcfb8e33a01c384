/** Bytes to our own doors with their progress, which `fetch` does not tell. */
import { OWN_HEADERS } from "./client.ts";
import { Problem } from "./problem.ts";

export interface Sending<T> {
  readonly answer: Promise<T>;
  readonly cancel: () => void;
}

/** PUT a file as the body of one request; `tell` gets the bytes that are through. */
export function putFile<T>(address: string, file: Blob, type: string, tell: (done: number) => void): Sending<T> {
  const request = new XMLHttpRequest();
  const answer = new Promise<T>((resolve, reject) => {
    request.open("PUT", address);
    request.responseType = "json";
    for (const [name, value] of Object.entries({ ...OWN_HEADERS, "Content-Type": type })) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => tell(event.loaded);
    request.onload = () => (request.status < 300 ? resolve(request.response as T) : reject(Problem.of(request.status, request.response)));
    request.onerror = () => reject(Problem.offline());
    request.onabort = () => reject(Problem.stopped());
    request.send(file);
  });
  return { answer, cancel: () => request.abort() };
}
