import "./portal.css";
import { enhance } from "./enhance";
import { narrowDown } from "./portal/narrow";
import { keepTicket } from "./portal/ticket";

enhance(document.body);
narrowDown(document.body);
keepTicket(document.body);
