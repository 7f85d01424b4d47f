/** The bytes of the socket, nothing read of them: the fastest client that Node can be. */
import { connect } from "node:net";
import { reportTo } from "./support/report.mjs";

const { hostname, port } = new URL(process.env["BENCH_SERVER"]);
let bytes = 0;
const socket = connect({ host: hostname, port: Number(port) });
socket.on("data", (chunk) => (bytes += chunk.length));
socket.write(
  `GET /apis/kopf.dev/v1/kopfexamples?watch=true&resourceVersion=1000000 HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`,
);
reportTo(() => ({ bytes }));
